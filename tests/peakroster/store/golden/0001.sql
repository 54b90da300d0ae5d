BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE blobs (
	digest VARCHAR(64) NOT NULL, 
	size BIGINT NOT NULL, 
	content BLOB NOT NULL, 
	CONSTRAINT pk_blobs PRIMARY KEY (digest)
);
INSERT INTO "blobs" VALUES('cb68d73361dae2f8adc97bcf6d6d2b69b7978fdd5d8c216389a8d9a614dfcf89',14,X'789C4B4C4FCD2B89CF4CD149492C49E5020028A00510');
INSERT INTO "blobs" VALUES('c64b58eb831eaece98f17838a7a0f23723c451b02c3d54ac49aefbb1597f0d8e',29,X'789C4B4C4FCD2B89CF4CD149492C49E5323030D431323032D33534D435B0E402008B1B07C6');
CREATE TABLE change_files (
	change INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	"before" VARCHAR(64), 
	"after" VARCHAR(64), 
	CONSTRAINT pk_change_files PRIMARY KEY (change, path), 
	CONSTRAINT fk_change_files_change FOREIGN KEY(change) REFERENCES changes (id), 
	CONSTRAINT fk_change_files_before FOREIGN KEY("before") REFERENCES blobs (digest), 
	CONSTRAINT fk_change_files_after FOREIGN KEY("after") REFERENCES blobs (digest)
);
INSERT INTO "change_files" VALUES(1,'plans/2026-11-09/roster.csv',NULL,'cb68d73361dae2f8adc97bcf6d6d2b69b7978fdd5d8c216389a8d9a614dfcf89');
INSERT INTO "change_files" VALUES(2,'locks.csv','cb68d73361dae2f8adc97bcf6d6d2b69b7978fdd5d8c216389a8d9a614dfcf89','c64b58eb831eaece98f17838a7a0f23723c451b02c3d54ac49aefbb1597f0d8e');
CREATE TABLE changes (
	id INTEGER NOT NULL, 
	shop INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	who TEXT NOT NULL, 
	command TEXT NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	what TEXT NOT NULL, 
	note TEXT NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	place TEXT NOT NULL, 
	folders JSON NOT NULL, 
	CONSTRAINT pk_changes PRIMARY KEY (id), 
	CONSTRAINT fk_changes_shop FOREIGN KEY(shop) REFERENCES shops (id)
);
INSERT INTO "changes" VALUES(1,1,'2026-11-30 08:00:00.000000','anna','plan','plan','plans/2026-11-09','','done','.','["plans/2026-11-09"]');
INSERT INTO "changes" VALUES(2,1,'2026-11-30 08:00:00.000000','王芳','plan','plan','plans/2026-11-09','','abandoned','.','[]');
CREATE TABLE drafts (
	id INTEGER NOT NULL, 
	shop INTEGER NOT NULL, 
	first_day DATE NOT NULL, 
	who TEXT NOT NULL, 
	base TEXT NOT NULL, 
	content JSON NOT NULL, 
	saved_at DATETIME NOT NULL, 
	CONSTRAINT pk_drafts PRIMARY KEY (id), 
	CONSTRAINT uq_drafts_shop_first_day_who UNIQUE (shop, first_day, who), 
	CONSTRAINT fk_drafts_shop FOREIGN KEY(shop) REFERENCES shops (id)
);
INSERT INTO "drafts" VALUES(1,1,'2026-11-09','anna','cb68d73361dae2f8adc97bcf6d6d2b69b7978fdd5d8c216389a8d9a614dfcf89','{"cells": [["001", "2026-11-09", null]]}','2026-11-30 08:00:00.000000');
CREATE TABLE plan_versions (
	id INTEGER NOT NULL, 
	shop INTEGER NOT NULL, 
	first_day DATE NOT NULL, 
	number INTEGER NOT NULL, 
	days INTEGER, 
	made_at DATETIME NOT NULL, 
	made_by TEXT NOT NULL, 
	change INTEGER, 
	kind VARCHAR(16) NOT NULL, 
	note TEXT NOT NULL, 
	CONSTRAINT pk_plan_versions PRIMARY KEY (id), 
	CONSTRAINT uq_plan_versions_shop_first_day_number UNIQUE (shop, first_day, number), 
	CONSTRAINT fk_plan_versions_shop FOREIGN KEY(shop) REFERENCES shops (id), 
	CONSTRAINT fk_plan_versions_change FOREIGN KEY(change) REFERENCES changes (id)
);
INSERT INTO "plan_versions" VALUES(1,1,'2026-11-09',1,7,'2026-11-30 08:00:00.000000','anna',1,'saved','');
INSERT INTO "plan_versions" VALUES(2,1,'2026-11-09',2,NULL,'2026-11-30 08:00:00.000000','?',NULL,'found','a note');
CREATE TABLE publication_rows (
	publication INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	agent_id TEXT NOT NULL, 
	date DATE NOT NULL, 
	shift TEXT, 
	status VARCHAR(16) NOT NULL, 
	"row" TEXT NOT NULL, 
	CONSTRAINT pk_publication_rows PRIMARY KEY (publication, position), 
	CONSTRAINT fk_publication_rows_publication FOREIGN KEY(publication) REFERENCES publications (id)
);
INSERT INTO "publication_rows" VALUES(1,0,'001','2026-11-09','早班','work','{"agent_id": "001"}');
CREATE TABLE publications (
	id INTEGER NOT NULL, 
	shop INTEGER NOT NULL, 
	first_day DATE NOT NULL, 
	number INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	change INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	who TEXT NOT NULL, 
	note TEXT NOT NULL, 
	in_spite_of TEXT, 
	withdrawn_at DATETIME, 
	CONSTRAINT pk_publications PRIMARY KEY (id), 
	CONSTRAINT uq_publications_shop_first_day_number UNIQUE (shop, first_day, number), 
	CONSTRAINT fk_publications_shop FOREIGN KEY(shop) REFERENCES shops (id), 
	CONSTRAINT fk_publications_version FOREIGN KEY(version) REFERENCES plan_versions (id), 
	CONSTRAINT fk_publications_change FOREIGN KEY(change) REFERENCES changes (id)
);
INSERT INTO "publications" VALUES(1,1,'2026-11-09',1,1,1,'2026-11-30 08:00:00.000000','anna','班表','a reason',NULL);
CREATE TABLE requests (
	id INTEGER NOT NULL, 
	shop INTEGER NOT NULL, 
	agent_id TEXT NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	content JSON NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	asked_at DATETIME NOT NULL, 
	asked_by TEXT NOT NULL, 
	decided_at DATETIME, 
	decided_by TEXT, 
	note TEXT NOT NULL, 
	change INTEGER, 
	CONSTRAINT pk_requests PRIMARY KEY (id), 
	CONSTRAINT fk_requests_shop FOREIGN KEY(shop) REFERENCES shops (id), 
	CONSTRAINT fk_requests_change FOREIGN KEY(change) REFERENCES changes (id)
);
INSERT INTO "requests" VALUES(1,1,'001','leave','{"date": "2026-11-11"}','asked','2026-11-30 08:00:00.000000','001',NULL,NULL,'',NULL);
CREATE TABLE scenarios (
	id INTEGER NOT NULL, 
	shop INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	first_day DATE NOT NULL, 
	overrides JSON NOT NULL, 
	who TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_scenarios PRIMARY KEY (id), 
	CONSTRAINT uq_scenarios_shop_first_day_name UNIQUE (shop, first_day, name), 
	CONSTRAINT fk_scenarios_shop FOREIGN KEY(shop) REFERENCES shops (id)
);
INSERT INTO "scenarios" VALUES(1,1,'+30 %','2026-11-09','{"presale": 1.3}','anna','2026-11-30 08:00:00.000000');
CREATE TABLE shops (
	id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	place TEXT NOT NULL, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT pk_shops PRIMARY KEY (id), 
	CONSTRAINT uq_shops_key UNIQUE ("key")
);
INSERT INTO "shops" VALUES(1,'.','.','2026-11-30 08:00:00.000000');
CREATE TABLE version_files (
	version INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_version_files PRIMARY KEY (version, name), 
	CONSTRAINT fk_version_files_version FOREIGN KEY(version) REFERENCES plan_versions (id), 
	CONSTRAINT fk_version_files_digest FOREIGN KEY(digest) REFERENCES blobs (digest)
);
INSERT INTO "version_files" VALUES(1,'roster.csv','cb68d73361dae2f8adc97bcf6d6d2b69b7978fdd5d8c216389a8d9a614dfcf89');
INSERT INTO "version_files" VALUES(2,'roster.csv','c64b58eb831eaece98f17838a7a0f23723c451b02c3d54ac49aefbb1597f0d8e');
CREATE INDEX ix_changes_shop_state ON changes (shop, state);
CREATE INDEX ix_publication_rows_publication_agent_id_date ON publication_rows (publication, agent_id, date);
CREATE INDEX ix_publication_rows_date ON publication_rows (date);
CREATE INDEX ix_requests_shop_state ON requests (shop, state);
CREATE TRIGGER keep_change_files BEFORE DELETE ON change_files BEGIN SELECT RAISE(ABORT, 'change_files keeps what it says'); END;
CREATE TRIGGER stay_change_files BEFORE UPDATE OF "change", "path", "before", "after" ON change_files BEGIN SELECT RAISE(ABORT, 'change_files keeps what it says'); END;
CREATE TRIGGER keep_plan_versions BEFORE DELETE ON plan_versions BEGIN SELECT RAISE(ABORT, 'plan_versions keeps what it says'); END;
CREATE TRIGGER stay_plan_versions BEFORE UPDATE OF "id", "shop", "first_day", "number", "days", "made_at", "made_by", "change", "kind", "note" ON plan_versions BEGIN SELECT RAISE(ABORT, 'plan_versions keeps what it says'); END;
CREATE TRIGGER keep_version_files BEFORE DELETE ON version_files BEGIN SELECT RAISE(ABORT, 'version_files keeps what it says'); END;
CREATE TRIGGER stay_version_files BEFORE UPDATE OF "version", "name", "digest" ON version_files BEGIN SELECT RAISE(ABORT, 'version_files keeps what it says'); END;
CREATE TRIGGER keep_publication_rows BEFORE DELETE ON publication_rows BEGIN SELECT RAISE(ABORT, 'publication_rows keeps what it says'); END;
CREATE TRIGGER stay_publication_rows BEFORE UPDATE OF "publication", "position", "agent_id", "date", "shift", "status", "row" ON publication_rows BEGIN SELECT RAISE(ABORT, 'publication_rows keeps what it says'); END;
CREATE TRIGGER keep_changes BEFORE DELETE ON changes BEGIN SELECT RAISE(ABORT, 'changes keeps what it says'); END;
CREATE TRIGGER stay_changes BEFORE UPDATE OF "id", "shop", "at", "who", "command", "kind", "what", "place", "folders" ON changes BEGIN SELECT RAISE(ABORT, 'changes keeps what it says'); END;
CREATE TRIGGER keep_publications BEFORE DELETE ON publications BEGIN SELECT RAISE(ABORT, 'publications keeps what it says'); END;
CREATE TRIGGER stay_publications BEFORE UPDATE OF "id", "shop", "first_day", "number", "version", "change", "at", "who", "note", "in_spite_of" ON publications BEGIN SELECT RAISE(ABORT, 'publications keeps what it says'); END;
COMMIT;
