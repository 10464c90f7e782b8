"""Makes a user who may use DynamoDB and Secrets Manager, and prints its credentials as environment variables."""

import json
import sys

import botocore.session
from botocore.exceptions import ClientError

ADDRESS = sys.argv[1]


def client(service, key, secret):
    session = botocore.session.get_session()
    return session.create_client(
        service,
        region_name="ap-northeast-2",
        endpoint_url=ADDRESS,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
    )


iam = client("iam", "root", "root")
iam.create_user(UserName="functions")
statement = {"Effect": "Allow", "Action": ["dynamodb:*", "secretsmanager:*"], "Resource": "*"}
iam.put_user_policy(
    UserName="functions",
    PolicyName="all",
    PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
)
key = iam.create_access_key(UserName="functions")["AccessKey"]
try:
    client("dynamodb", key["AccessKeyId"], "another").list_tables()
    sys.exit("MiniStack takes a request whose signature is wrong")
except ClientError as refused:
    if "ignature" not in str(refused):
        raise
print("AWS_ACCESS_KEY_ID=" + key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY=" + key["SecretAccessKey"])
