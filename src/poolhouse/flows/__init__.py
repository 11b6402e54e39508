"""One file per sign-in flow or challenge.

sign_in       the tables of flows and challenges, and the steps that all share
context       what a flow is given, what it answers
challenge     sealed state between the requests of one sign-in
lockout       consecutive failed passwords
completion    from the right password to challenges or tokens
"""
