#!/usr/bin/env bash
# Two pools of one server: "office" has the people, "shop" has the application and lets them in through the office.
# Prints the shop's pool, client and client secret. SERVER is where browsers reach the server. Addresses are written as
# JSON: version 1 of the AWS CLI would fetch what is behind them.
set -euo pipefail
SERVER=${SERVER:-http://localhost:9500}
CALLBACK=${CALLBACK:-http://localhost:5000/callback}
cognito() { aws cognito-idp "$@" --output text; }
oauth=(--allowed-o-auth-flows-user-pool-client --allowed-o-auth-flows code --allowed-o-auth-scopes openid email)

# The office: a pool with a person, and a client that stands for the shop.
office=$(cognito create-user-pool --pool-name office --auto-verified-attributes email --query UserPool.Id)
cognito admin-create-user --user-pool-id "$office" --username marina --message-action SUPPRESS \
    --user-attributes Name=email,Value=marina@office.test Name=email_verified,Value=true > /dev/null
cognito admin-set-user-password --user-pool-id "$office" --username marina --password 'Tide-Pool!2026' --permanent
read -r office_client office_secret < <(cognito create-user-pool-client --user-pool-id "$office" \
    --client-name shop --generate-secret "${oauth[@]}" --supported-identity-providers COGNITO \
    --callback-urls "[\"$SERVER/oauth2/idpresponse\"]" --query "UserPoolClient.[ClientId,ClientSecret]")

# The shop: the office is its identity provider; its function sees who comes from there.
shop=$(cognito create-user-pool --pool-name shop --query UserPool.Id --lambda-config \
    "PreTokenGenerationConfig={LambdaVersion=V2_0,LambdaArn=arn:aws:lambda:us-east-1:000000000000:function:federation}")
cognito create-identity-provider --user-pool-id "$shop" --provider-name Office --provider-type OIDC \
    --provider-details "client_id=$office_client,client_secret=$office_secret,authorize_scopes=openid email,\
oidc_issuer=$SERVER/$office,attributes_request_method=GET" \
    --attribute-mapping email=email,email_verified=email_verified > /dev/null
read -r shop_client shop_secret < <(cognito create-user-pool-client --user-pool-id "$shop" \
    --client-name app --generate-secret "${oauth[@]}" --supported-identity-providers COGNITO Office \
    --callback-urls "[\"$CALLBACK\"]" --logout-urls "[\"${CALLBACK%/callback}/\"]" \
    --query "UserPoolClient.[ClientId,ClientSecret]")

echo "$shop $shop_client $shop_secret"
