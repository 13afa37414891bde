from accounts.views.kept_input import csrf_failure, kept_input
from accounts.views.mailbox import letter, letter_page, mailbox
from accounts.views.profile import profile

__all__ = ["csrf_failure", "kept_input", "letter", "letter_page", "mailbox", "profile"]
