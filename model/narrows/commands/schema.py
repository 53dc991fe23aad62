"""`narrows schema`: the JSON Schema of scenario files, for editors."""

import typer


def schema():
    """Print the JSON Schema of scenario files (for editors)."""
    from narrows.scenario.keys import schema_text

    typer.echo(schema_text(), nl=False)
