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
    """
    CREATE TABLE telegram_update (
        id INTEGER PRIMARY KEY, chat INTEGER, person INTEGER, body TEXT,
        received_at REAL NOT NULL, due_at REAL NOT NULL, attempts INTEGER NOT NULL, done_at REAL
    );
    CREATE INDEX telegram_update_open ON telegram_update (chat, id) WHERE done_at IS NULL;
    CREATE INDEX telegram_update_done ON telegram_update (done_at) WHERE done_at IS NOT NULL;
    CREATE TABLE telegram_fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE telegram_person (
        id INTEGER PRIMARY KEY, role TEXT NOT NULL, name TEXT, since REAL NOT NULL
    );
    CREATE TABLE telegram_invitation (
        code BLOB PRIMARY KEY, role TEXT NOT NULL, expires_at REAL NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE telegram_request (
        person INTEGER PRIMARY KEY, name TEXT, asked_at REAL NOT NULL, denied_at REAL
    );
    CREATE TABLE telegram_message (
        chat INTEGER NOT NULL, id INTEGER NOT NULL, person INTEGER, body TEXT NOT NULL,
        expires_at REAL NOT NULL, PRIMARY KEY (chat, id)
    ) WITHOUT ROWID;
    CREATE INDEX telegram_message_expires ON telegram_message (expires_at);
    CREATE INDEX telegram_message_person ON telegram_message (person, chat, id);
    CREATE TABLE telegram_subscriber (
        person INTEGER PRIMARY KEY, chat INTEGER NOT NULL, hour INTEGER NOT NULL, told_on TEXT
    );
    CREATE TABLE telegram_subscription (
        id INTEGER PRIMARY KEY, person INTEGER NOT NULL, topic TEXT NOT NULL, field TEXT NOT NULL,
        UNIQUE (person, field, topic)
    );
    CREATE TABLE telegram_told (
        subscription INTEGER NOT NULL, item TEXT NOT NULL, PRIMARY KEY (subscription, item)
    ) WITHOUT ROWID;
    """,
    """
    CREATE TABLE api_key (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, hash BLOB NOT NULL, access TEXT NOT NULL,
        created_at REAL NOT NULL, used_at REAL, expires_at REAL, revoked_at REAL
    ) WITHOUT ROWID;
    """,
    """
    CREATE TABLE feedback (
        id INTEGER PRIMARY KEY, given_at REAL NOT NULL, verdict TEXT NOT NULL,
        outcome TEXT NOT NULL, documents TEXT NOT NULL, question TEXT
    );
    """,
)
