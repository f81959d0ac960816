-- A journal as version 1 of the schema wrote it: a session that hurt. It is never changed.
PRAGMA application_id = 0x76736B6C;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE hold (
    number INTEGER PRIMARY KEY,
    session INTEGER NOT NULL REFERENCES session,
    time TEXT NOT NULL,
    stretch TEXT NOT NULL,
    side TEXT,
    repetition INTEGER NOT NULL,
    planned REAL NOT NULL,
    held REAL NOT NULL,
    completed INTEGER NOT NULL
) STRICT;
INSERT INTO hold VALUES(1,1,'2026-07-01T07:30:01+03:00','twist','right',1,30.0,30.0,1);
INSERT INTO hold VALUES(2,1,'2026-07-01T07:30:02+03:00','twist','right',2,40.0,40.0,1);
INSERT INTO hold VALUES(3,1,'2026-07-01T07:30:04+03:00','twist','left',1,30.0,11.6,0);
CREATE TABLE pain (
    number INTEGER PRIMARY KEY,
    session INTEGER NOT NULL REFERENCES session,
    time TEXT NOT NULL,
    stretch TEXT NOT NULL,
    side TEXT,
    repetition INTEGER NOT NULL,
    during TEXT NOT NULL,
    elapsed REAL NOT NULL
) STRICT;
INSERT INTO pain VALUES(1,1,'2026-07-01T07:30:03+03:00','twist','left',1,'holding',11.6);
CREATE TABLE planned_stretch (
    session INTEGER NOT NULL REFERENCES session,
    position INTEGER NOT NULL,
    stretch TEXT NOT NULL,
    sides TEXT NOT NULL,
    hold INTEGER NOT NULL,
    repetitions INTEGER NOT NULL,
    PRIMARY KEY (session, position)
) STRICT, WITHOUT ROWID;
INSERT INTO planned_stretch VALUES(1,0,'twist','right left',30,2);
CREATE TABLE session (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    began TEXT NOT NULL,
    ended TEXT,
    outcome TEXT,
    last_stretch TEXT,
    last_repetition INTEGER
) STRICT;
INSERT INTO session VALUES(1,'short','2026-07-01T07:30:00+03:00','2026-07-01T07:30:05+03:00','hurt','twist',1);
CREATE INDEX hold_by_session ON hold (session);
CREATE INDEX pain_by_session ON pain (session);
COMMIT;
