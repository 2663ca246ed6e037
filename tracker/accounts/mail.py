"""The mail that invites somebody: what it says, and how it leaves."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from actions.mail import Words
from offices.invitations import NewInvitation


def invitation_words(made: NewInvitation) -> Words:
    """The invitation, with its link."""
    link = settings.SITE_URL + reverse("invitation", args=[made.token])
    context = {"invitation": made.invitation, "link": link}
    subject = " ".join(render_to_string("mail/invitation.subject.txt", context).split())
    text, html = (render_to_string(f"mail/invitation.{form}", context) for form in ("txt", "html"))
    return Words(subject, text, html)


def send_invitation(made: NewInvitation) -> None:
    """Sends it at once: its token is kept nowhere to send it later. Raises OSError where the mail server does not take it."""
    words = invitation_words(made)
    message = EmailMultiAlternatives(words.subject, words.text, to=[made.invitation.email])
    message.attach_alternative(words.html, "text/html")
    message.send()
