"""What the door says when it refuses, instead of allauth's own words."""

from khizana.shared.words import W

DOOR_REFUSALS = {
    "username_password_mismatch": W("web.door.wrong"),
    "invalid_login": W("web.door.wrong"),
    "incorrect_password": W("web.door.wrong_passphrase"),
    "enter_current_password": W("web.door.wrong_passphrase"),
    "incorrect_code": W("web.door.wrong_code"),
    "too_many_login_attempts": W("web.door.too_many"),
    "rate_limited": W("web.door.too_many"),
    "account_inactive": W("web.door.inactive"),
}
