"""Where the pages are, as Cognito spells it; any letter case is understood."""

LOGIN = "/login"
SIGN_UP = "/signup"
CONFIRM = "/confirmuser"
RESEND = "/resendcode"
FORGOT = "/forgotPassword"
RESET = "/confirmforgotPassword"
NEW_PASSWORD = "/changePassword"  # noqa: S105 - a path
MFA = "/mfa"
MFA_SETUP = "/mfa/setup"
ADD_PASSKEY = "/passkeys/add"
ERROR = "/error"
AUTHORIZE = "/oauth2/authorize"
