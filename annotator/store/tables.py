"""The tables of a project file. ``layer`` 0 is the project's own log; every other layer is one person's work on one document.

``log`` is the truth and only ever grows (triggers refuse anything else); ``layer``, ``span``, ``relation`` and
``step`` are a projection of it that ``annotator check`` rebuilds and compares.
"""

APPLICATION_ID = 0x436F7270  # "Corp"
VERSION = 2

SCHEMA = """
CREATE TABLE project (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE scheme (
    version INTEGER PRIMARY KEY CHECK (version > 0),
    body    TEXT NOT NULL
);

CREATE TABLE annotator (
    id   TEXT PRIMARY KEY CHECK (id <> ''),
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('annotator', 'reviewer', 'manager', 'model'))
) WITHOUT ROWID;

CREATE TABLE document (
    num        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE CHECK (id <> ''),
    title      TEXT NOT NULL,
    meta       TEXT NOT NULL DEFAULT '{}',
    digest     TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
    length     INTEGER NOT NULL CHECK (length >= 0),       -- code points
    paragraphs INTEGER NOT NULL CHECK (paragraphs >= 0),      -- those that are not empty
    added      REAL NOT NULL,                              -- seconds since 1970, UTC
    withdrawn  INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1))
);

CREATE TABLE document_text (
    num  INTEGER PRIMARY KEY REFERENCES document (num),
    text BLOB NOT NULL                                     -- UTF-8, exactly what the digest was taken of
);

CREATE TABLE layer (
    num         INTEGER PRIMARY KEY,
    document    INTEGER REFERENCES document (num),
    annotator   TEXT,
    state       TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'in_progress', 'finished', 'skipped', 'flagged')),
    reason      TEXT NOT NULL DEFAULT '',
    reviewed_to INTEGER NOT NULL DEFAULT 0 CHECK (reviewed_to >= 0),
    reviewed    INTEGER NOT NULL DEFAULT 0 CHECK (reviewed >= 0),  -- paragraphs before reviewed_to
    labels      TEXT NOT NULL DEFAULT '{}',
    spans       INTEGER NOT NULL DEFAULT 0 CHECK (spans >= 0),
    changed     REAL NOT NULL DEFAULT 0,
    seq         INTEGER NOT NULL DEFAULT 0 CHECK (seq >= 0),
    head        BLOB NOT NULL,
    UNIQUE (document, annotator),
    CHECK ((num = 0) = (document IS NULL)),
    CHECK ((num = 0) = (annotator IS NULL))
);

CREATE TABLE span (
    layer INTEGER NOT NULL REFERENCES layer (num),
    id    TEXT NOT NULL,
    start INTEGER NOT NULL,
    end   INTEGER NOT NULL,
    label TEXT NOT NULL,
    extra TEXT,                                            -- [attributes, note, certainty, origin] where there are any
    PRIMARY KEY (layer, id),
    CHECK (0 <= start AND start < end)
) WITHOUT ROWID;

CREATE TABLE relation (
    layer INTEGER NOT NULL REFERENCES layer (num),
    id    TEXT NOT NULL,
    head  TEXT NOT NULL,
    tail  TEXT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (layer, id)
) WITHOUT ROWID;

-- What is recorded beside the spans (model/facts.py); the project's own facts are those of layer 0.
CREATE TABLE fact (
    layer INTEGER NOT NULL REFERENCES layer (num),
    kind  TEXT NOT NULL CHECK (kind <> ''),
    key   TEXT NOT NULL,
    value TEXT NOT NULL,                                   -- JSON, keys sorted
    PRIMARY KEY (layer, kind, key)
) WITHOUT ROWID;
CREATE INDEX fact_kind ON fact (kind, key);

CREATE TABLE step (
    id    INTEGER PRIMARY KEY,
    actor TEXT NOT NULL,
    name  TEXT NOT NULL,
    time  REAL NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('done', 'undone', 'dropped'))
);
CREATE INDEX step_line ON step (actor, state, id);

CREATE TABLE log (
    num   INTEGER PRIMARY KEY,
    layer INTEGER NOT NULL REFERENCES layer (num),
    seq   INTEGER NOT NULL CHECK (seq > 0),
    step  INTEGER NOT NULL,
    act   TEXT NOT NULL CHECK (act IN ('do', 'undo', 'redo')),
    actor TEXT NOT NULL,
    name  TEXT NOT NULL,
    time  REAL NOT NULL,
    edits TEXT NOT NULL,
    hash  BLOB NOT NULL CHECK (length(hash) = 32),
    origin TEXT NOT NULL DEFAULT '',                       -- the copy of the project that wrote the row; '' is this one
    UNIQUE (layer, seq)
);
CREATE INDEX log_step ON log (step) WHERE origin = '';      -- steps are this copy's own
CREATE TRIGGER log_is_append_only_1 BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_is_append_only_2 BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER text_is_immutable_1 BEFORE UPDATE ON document_text BEGIN SELECT RAISE(ABORT, 'a text is immutable'); END;
CREATE TRIGGER text_is_immutable_2 BEFORE DELETE ON document_text BEGIN SELECT RAISE(ABORT, 'a text is immutable'); END;

-- Which documents hold which words, without their marks (see search.py for đ). Hits are verified against the text,
-- so positions are not kept.
CREATE VIRTUAL TABLE search USING fts5 (folded, content='', columnsize=0, detail=none, tokenize="unicode61 remove_diacritics 2");
"""
