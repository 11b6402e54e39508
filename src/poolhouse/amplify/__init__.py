"""Amplify Gen 2 projects: synthesis with the project's own packages, assembly, deployment, outputs, watching.

All of this runs beside the developer, in the command; the server sees templates and objects only.

    project, synthesis   the project's backend → a cloud assembly (CDK)
    assembly             the assembly's stacks and assets
    server               the running Poolhouse as its clients see it
    deployer             assembly → server, with progress
    outputs              the stack's outputs → amplify_outputs.json
    watch, bundling      what to do when a file changes
"""
