"""Changes of which nobody could notice anything, by name: with each reason those for which it holds."""

NO_ACCOUNT_IS_NOT_ACTIVE = "Who is not signed in is not active either; the question tells the types."
ONE_ROW = "The table has one row, whose key is 1 by default."
BOTH_EMPTY = "A count of nothing and a table of counts of nothing are equally false."
ALL_THAT_IS_THERE = "More is read again than anybody asks for; it is the same."
HOW_MUCH_AT_ONCE = "How much is read or kept at once changes nothing of what comes of it."
ASKED_WITHIN = "The question becomes a part of another one, which asks for the one column in any form."

EQUIVALENT = {
    "offices/policy.py offices_where: not isinstance(user, User) in not isinstance(user, User) or not user.is_active or user.… → nothing":
        NO_ACCOUNT_IS_NOT_ACTIVE,
    "offices/policy.py closed_offices: not isinstance(user, User) in not isinstance(user, User) or not user.is_active or user.… → nothing":
        NO_ACCOUNT_IS_NOT_ACTIVE,
    "actions/sharing.py unshare_letter: 0 → 1": BOTH_EMPTY,
    "actions/publishing.py revised: fields=['version', 'changed_at'] in letter.refresh_from_db(fields=['version', 'changed_at']) → nothing":
        ALL_THAT_IS_THERE,
    "actions/publishing.py appeared: flat=True in letter.requests.values_list('pk', flat=True) → nothing": ASKED_WITHIN,
    "actions/publishing.py appeared: True → False": ASKED_WITHIN,
    "actions/sweep.py sweep: id=1 in SweepRun.objects.update_or_create(id=1, defaults={'finish… → nothing": ONE_ROW,
    "actions/planning.py BATCH: 2000 → 2001": HOW_MUCH_AT_ONCE,
    "actions/planning.py due_requests: :BATCH → :": HOW_MUCH_AT_ONCE,
    "actions/planning.py DayFinder.__init__: maxsize=10000 in lru_cache(maxsize=10000) → nothing": HOW_MUCH_AT_ONCE,
    "actions/planning.py DayFinder.__init__: 10000 → 10001": HOW_MUCH_AT_ONCE,
    "actions/planning.py DayFinder.__init__: maxsize=1000 in lru_cache(maxsize=1000) → nothing": HOW_MUCH_AT_ONCE,
    "actions/planning.py DayFinder.__init__: 1000 → 1001": HOW_MUCH_AT_ONCE,
}  # fmt: skip
