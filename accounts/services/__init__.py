from accounts.services.people import EmailTaken, create_person

__all__ = ["EmailTaken", "create_person"]
