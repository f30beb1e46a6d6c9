"""JSON Schema, drafts 2019-09 and 2020-12.

What it cannot say has three extensions: `x-unique` (true, or "table"), `x-primary-key` (true, or
its position) and `x-pii` (true). A keyword that constrains and is not understood is a problem,
because a record would pass that the schema refuses; an import keeps and names what the standard
has and the mesh does not judge. References to definitions of the same schema are followed.
"""
