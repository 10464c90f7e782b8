"""Holds a template to .ci/template.guard, and each of its rules to failing where what it asks for is taken away.

    guard.py TEMPLATE.json
"""

import copy
import json
import re
import sys
from pathlib import Path

from guardpycfn import validate_with_guard

RULES = Path(__file__).with_name("template.guard").read_text(encoding="utf-8")

# What is taken from, or put into, the first resource of a type, and the rule that has to mind.
FAULTS = [
    ("tables_are_kept", "AWS::DynamoDB::Table", ["DeletionPolicy"], "Delete"),
    ("tables_are_kept", "AWS::DynamoDB::Table", ["Properties", "DeletionProtectionEnabled"], False),
    ("tables_are_kept", "AWS::DynamoDB::Table", ["Properties", "PointInTimeRecoverySpecification"], None),
    ("versions_are_kept", "AWS::Lambda::Version", ["UpdateReplacePolicy"], None),
    ("versions_are_kept", "AWS::Lambda::Version", ["DeletionPolicy"], "Delete"),
    ("functions_have_what_is_theirs", "AWS::Lambda::Function", ["Properties", "ReservedConcurrentExecutions"], None),
    ("roles_write_their_own_log", "AWS::IAM::Role", ["Properties", "ManagedPolicyArns"], ["arn:aws:iam::aws:policy/X"]),
    ("nothing_is_allowed_everywhere", "AWS::IAM::Policy", ["Properties", "PolicyDocument", "Statement", 0, "Resource"], "*"),
    ("logs_end", "AWS::Logs::LogGroup", ["Properties", "RetentionInDays"], None),
    ("alarms_are_heard", "AWS::CloudWatch::Alarm", ["Properties", "AlarmActions"], None),
    ("warnings_stop_a_deployment", "AWS::ApiGatewayV2::Api", ["Properties", "FailOnWarnings"], None),
]


def answer(template: dict) -> dict:
    """What holds, as `compliant`; and what does not, and why."""
    found = validate_with_guard(json.dumps(template), RULES, False)
    result = found.get("result")
    if isinstance(result, str):
        # Of a long answer guardpycfn hands out the end only, which names the rules that hold.
        result = json.loads("{" + result[result.rindex('"compliant"') :])
    if not found["success"] or not isinstance(result, dict):
        sys.exit(f"guard: {found}")
    return result


def with_fault(template: dict, kind: str, path: list, value) -> dict:
    changed = copy.deepcopy(template)
    place = next(each for each in changed["Resources"].values() if each["Type"] == kind)
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return changed


def main(file: str) -> None:
    template = json.loads(Path(file).read_text(encoding="utf-8"))
    kinds = [each["Type"] for each in template["Resources"].values()]
    if kinds.count("AWS::Lambda::Version") != kinds.count("AWS::Lambda::Function"):
        sys.exit(f"{file} has a function without a version, or a version too many")
    found = answer(template)
    if missing := set(re.findall(r"^rule (\w+)", RULES, re.MULTILINE)) - set(found["compliant"]):
        sys.exit(f"{file} breaks {missing}:\n{json.dumps(found, indent=1)}")
    for rule, kind, path, value in FAULTS:
        if rule in answer(with_fault(template, kind, path, value))["compliant"]:
            sys.exit(f"{rule} does not mind that {'.'.join(map(str, path))} of a {kind} is {value}")
    print(f"{len(FAULTS)} planted faults found by the rules that hold for {file}")


main(*sys.argv[1:])
