"""CloudFormation templates evaluated here: the engine behind ``aws cloudformation`` and ``poolhouse sandbox``.

yaml_tags, template      text → Template
parameters, intrinsics   values: Ref, Fn::…, conditions
dependencies             order of work
property_check           properties against the provider schemas
resources/               one file per resource type
deployment               a template becomes a stack, or nothing changes
api/                     the Query API (2010-05-15)
"""
