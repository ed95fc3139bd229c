#include "services/shared/privacy/erased_users.h"

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/outbox/outbox.h"
#include "base/time/clock.h"
#include "google/protobuf/any.pb.h"
#include "lossy/notifications/v1/notifications.pb.h"
#include "services/shared/privacy/forget_queue.h"

namespace lossy::services {
namespace {

using base::pg::Param;
using base::pg::Queries;
using base::pg::Rows;
using base::pg::Transaction;

// Most rows of one transaction.
constexpr int kPortion = 1000;

// The time that one portion may take. With less time left, no portion is begun.
constexpr absl::Duration kPortionTime = absl::Seconds(1);

}  // namespace

// The lock is per schema and user. Writers of a user share it, so they do not wait for each other.
// A statement of a plpgsql function sees earlier commits only, so the marks are read after the
// lock. A transaction keeps the lock, so it reads the marks once for the user of its rows. The
// trigger skips updates rather than rejects them, since one statement may update rows of many
// users.
const base::pg::Migration kErasedUsersMigration = {"0000_erased_users", R"sql(
    CREATE TABLE erased_users (
      key bytea PRIMARY KEY,
      until timestamptz NOT NULL);
    CREATE FUNCTION erased_key(id text) RETURNS bytea STABLE LANGUAGE sql AS
      'SELECT sha256(convert_to(id, ''UTF8''))';
    CREATE FUNCTION erasing_lock(id text) RETURNS bigint STABLE LANGUAGE sql AS
      'SELECT hashtextextended(current_schema() || '':'' || id, 7310422)';
    CREATE FUNCTION keep_out_erased() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      -- Triggers of other tables count what is deleted.
      IF current_setting('lossy.writes_for', true) = NEW.user_id
          OR current_setting('lossy.erasing', true) = 'on' THEN
        RETURN NEW;
      END IF;
      PERFORM pg_advisory_xact_lock_shared(erasing_lock(NEW.user_id));
      IF EXISTS (SELECT FROM erased_users
                 WHERE key = erased_key(NEW.user_id) AND until > clock_timestamp()) THEN
        IF TG_OP = 'UPDATE' THEN
          RETURN NULL;
        END IF;
        RAISE EXCEPTION 'all data of this user was erased within the last hour'
          USING ERRCODE = '55000';
      END IF;
      IF TG_OP = 'INSERT' THEN
        PERFORM set_config('lossy.writes_for', NEW.user_id, true);
      END IF;
      RETURN NEW;
    END $$;
    CREATE FUNCTION guard_tables() RETURNS void LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
    DECLARE unguarded text;
    BEGIN
      PERFORM pg_advisory_xact_lock(7310423, hashtext(current_schema()));
      FOR unguarded IN
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
          AND a.attname = 'user_id' AND NOT a.attisdropped
          AND c.relname NOT IN ('outbox', 'outbox_set_aside')
          AND NOT EXISTS (SELECT FROM pg_trigger t
                          WHERE t.tgrelid = c.oid AND t.tgname = 'keep_out_erased')
      LOOP
        EXECUTE format('CREATE TRIGGER keep_out_erased BEFORE INSERT OR UPDATE ON %I '
                       'FOR EACH ROW EXECUTE FUNCTION keep_out_erased()', unguarded);
      END LOOP;
    END $$)sql"};

absl::Status GuardTables(base::pg::Pool& pool) {
  return pool.Query("SELECT guard_tables()").status();
}

absl::StatusOr<bool> KeepOut(Transaction& transaction, const std::string& user_id) {
  absl::Status locked =
      transaction.Query("SELECT pg_advisory_xact_lock(erasing_lock($1))", {user_id}).status();
  if (locked.ok()) {
    locked =
        transaction.Query("DELETE FROM erased_users WHERE until <= clock_timestamp()").status();
  }
  if (!locked.ok()) return locked;
  const absl::StatusOr<Rows> marked = transaction.Query(
      "INSERT INTO erased_users (key, until) "
      "VALUES (erased_key($1), clock_timestamp() + interval '1 hour') ON CONFLICT DO NOTHING",
      {user_id});
  if (!marked.ok()) return marked.status();
  return marked->affected() > 0;
}

absl::Status QueueRedactions(Transaction& transaction, const base::Caller& caller,
                             absl::string_view sql) {
  notifications::v1::Redaction redaction;
  redaction.add_mentions("");
  google::protobuf::Any event;
  event.PackFrom(redaction);
  return transaction
      .Query(absl::StrCat(
                 "INSERT INTO outbox (id, kind, target, user_id, request_id, payload) "
                 "SELECT gen_random_uuid(), $2::text, topic, $1::text, $3::text, $4::bytea FROM (",
                 sql, ") AS topics(topic)"),
             {caller.identity.user_id, base::kPublish, caller.request_id,
              Param::Bytes(event.SerializeAsString())})
      .status();
}

absl::StatusOr<std::vector<std::string>> TablesOfUsers(Queries& queries) {
  static constexpr char kSql[] = R"sql(
      SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
        AND a.attname = 'user_id' AND NOT a.attisdropped AND c.relname <> 'outbox'
      ORDER BY c.relname)sql";
  const absl::StatusOr<Rows> rows = queries.Query(kSql);
  if (!rows.ok()) return rows.status();
  std::vector<std::string> tables;
  for (int i = 0; i < rows->size(); ++i) tables.emplace_back(rows->Text(i, 0));
  return tables;
}

absl::StatusOr<int> DeleteRows(Transaction& transaction, const std::string& user_id, int limit) {
  static constexpr char kQueued[] = R"sql(
      DELETE FROM outbox WHERE user_id = $1 AND kind <> $2
        AND position('lossy.notifications.v1.Redaction'::bytea IN payload) = 0)sql";
  const absl::StatusOr<std::vector<std::string>> tables = TablesOfUsers(transaction);
  if (!tables.ok()) return tables.status();
  absl::Status begun = transaction.Query("SELECT set_config('lossy.erasing', 'on', true)").status();
  if (begun.ok()) begun = transaction.Query(kQueued, {user_id, kForget}).status();
  if (!begun.ok()) return begun;
  int deleted = 0;
  for (const std::string& table : *tables) {
    if (deleted >= limit) break;
    const absl::StatusOr<Rows> gone = transaction.Query(
        absl::StrCat("DELETE FROM ", table, " WHERE ctid = ANY (ARRAY(SELECT ctid FROM ", table,
                     " WHERE user_id = $1 LIMIT $2))"),
        {user_id, limit - deleted});
    if (!gone.ok()) return gone.status();
    deleted += static_cast<int>(gone->affected());
  }
  return deleted;
}

absl::Status EraseUser(base::pg::Pool& pool, const base::Caller& caller,
                       absl::string_view topics_sql) {
  const std::string& user_id = caller.identity.user_id;
  const absl::Status kept_out = pool.Transaction([&](Transaction& transaction) -> absl::Status {
    const absl::StatusOr<bool> first = KeepOut(transaction, user_id);
    if (!first.ok()) return first.status();
    return *first ? QueueRedactions(transaction, caller, topics_sql) : absl::OkStatus();
  });
  if (!kept_out.ok()) return kept_out;
  for (;;) {
    absl::StatusOr<int> deleted = 0;
    const absl::Status done = pool.Transaction([&](Transaction& transaction) {
      deleted = DeleteRows(transaction, user_id, kPortion);
      return deleted.status();
    });
    if (!done.ok()) return done;
    // Deleting rows may insert counts of rows again.
    if (*deleted == 0) return absl::OkStatus();
    const bool late = base::SteadyNow() + kPortionTime > caller.deadline;
    if (*deleted >= kPortion && late) return base::Unavailable("more is left");
  }
}

}  // namespace lossy::services
