"""The pre token generation trigger: a function that changes ID and access tokens just before they are signed.

    event      what the function is told
    response   what it may answer
    merge      what its answer does to the claims, decision by decision
    protected  which claims it can never change, and why
    trigger    the call from end to end

Source: Cognito developer guide, "Pre token generation Lambda trigger".
"""
