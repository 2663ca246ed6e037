"""What templates ask for is there: a script with another name in a package's next version would fail without a sound."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

ASKED = {
    name
    for template in Path(settings.BASE_DIR, "templates").rglob("*.html")
    for name in re.findall(r"{% static '([^']+)' %}", template.read_text())
}


@pytest.mark.parametrize("name", sorted(ASKED))
def test_a_static_file_that_a_template_names_is_there(name: str) -> None:
    assert finders.find(name)
