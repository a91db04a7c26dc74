"""The tables of the state file, in the order in which they came.

Whoever adds one appends its schema here and keeps its functions in a module of its own, in a class
over a `StateFile`.
"""

# The file's `user_version` counts those that were applied. Never change one that was released:
# append.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE conversation (
        id BLOB PRIMARY KEY, owner BLOB, used_at REAL NOT NULL, turn TEXT
    ) WITHOUT ROWID;
    CREATE INDEX conversation_used ON conversation (used_at);
    CREATE INDEX conversation_owner ON conversation (owner);
    """,
)
