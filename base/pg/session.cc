#include "base/pg/session.h"

#include <initializer_list>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace lossy::base::pg {
namespace {

// In milliseconds, as the server expects it: 0 is no limit.
std::string Limit(absl::Duration limit) {
  return absl::StrCat(limit == absl::InfiniteDuration() ? 0 : absl::ToInt64Milliseconds(limit));
}

// Quotes a text, which must have neither quotes nor backslashes.
std::string Quoted(absl::string_view text) { return absl::StrCat("'", text, "'"); }

// One statement that applies all of the settings, in any order.
std::string SetAll(absl::Span<const Setting> settings) {
  const auto row = [](std::string* out, const Setting& setting) {
    absl::StrAppend(out, "(", Quoted(setting.name), ",", Quoted(setting.value), ")");
  };
  return absl::StrCat("SELECT set_config(name, value, false) FROM (VALUES ",
                      absl::StrJoin(settings, ",", row),
                      ") AS stated(name, value) WHERE current_setting(name, true) IS NOT NULL;");
}

// With "off", a crash of the server may lose a commit that it confirmed. The operator may choose
// any other value.
constexpr absl::string_view kDurableCommits =
    "SELECT set_config('synchronous_commit', 'on', false) "
    "WHERE current_setting('synchronous_commit') = 'off'";

absl::Status Refused(std::initializer_list<absl::string_view> problem) {
  return absl::FailedPreconditionError(absl::StrJoin(problem, ""));
}

// The columns of CheckSql, in its order.
enum Column {
  kStandby,
  kReadOnly,
  kServerEncoding,
  kClientEncoding,
  kIsolation,
  kTriggers,
  kSchemaExists,
  kSchema,
  kUser,
  kDatabase
};

std::string CheckSql(const std::string& schema) {
  return absl::StrCat(
      "SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on', "
      "current_setting('server_encoding'), current_setting('client_encoding'), "
      "current_setting('transaction_isolation'), current_setting('session_replication_role'), "
      "to_regnamespace(",
      Quoted(schema), ") IS NOT NULL, current_schema(), current_user, current_database()");
}

}  // namespace

absl::Status StateSettings(Connection& connection, const std::string& schema,
                           const Connection::Limits& limits, absl::Span<const Setting> more) {
  const std::string statement = Limit(limits.statement), lock = Limit(limits.lock);
  std::vector<Setting> settings = {
      {"search_path", schema},
      // The formats of texts that are sent and received.
      {"client_encoding", "UTF8"},
      {"standard_conforming_strings", "on"},
      {"array_nulls", "on"},
      {"transform_null_equals", "off"},
      {"TimeZone", "UTC"},
      {"DateStyle", "ISO, MDY"},
      {"IntervalStyle", "postgres"},
      {"bytea_output", "hex"},
      {"extra_float_digits", "1"},
      {"quote_all_identifiers", "off"},
      // Transactions. The operator decides if they may write; CheckSession checks it.
      {"default_transaction_isolation", "read committed"},
      {"default_transaction_deferrable", "off"},
      // A policy that hides rows is an error; otherwise the rows would silently be missing.
      {"row_security", "off"},
      {"gin_fuzzy_search_limit", "0"},
      // Time limits. The connection's own deadline is one second longer (connection.cc).
      {"statement_timeout", statement},
      {"idle_in_transaction_session_timeout", statement},
      {"lock_timeout", lock},
      {"idle_session_timeout", "0"},
      {"transaction_timeout", "0"},
      // Over TCP, each side detects within 25 s that the other one vanished. The server then
      // releases the locks of the connection.
      {"tcp_keepalives_idle", "10"},
      {"tcp_keepalives_interval", "5"},
      {"tcp_keepalives_count", "3"},
      // A prepared statement keeps its plan. A plan from the time when a table was empty scans the
      // table, which takes seconds once it is large. So a plan scans a table only if no index
      // serves. JIT compilation costs more than any of these statements. See docs/adr/0029.
      {"plan_cache_mode", "auto"},
      {"enable_seqscan", "off"},
      {"enable_indexscan", "on"},
      {"enable_indexonlyscan", "on"},
      {"enable_bitmapscan", "on"},
      {"jit", "off"},
  };
  settings.insert(settings.end(), more.begin(), more.end());
  return connection.Execute(absl::StrCat(SetAll(settings), kDurableCommits));
}

absl::Status CheckSession(Connection& connection, const std::string& schema) {
  const absl::StatusOr<Rows> rows = connection.Run(CheckSql(schema));
  if (!rows.ok()) return rows.status();
  const auto is = [&](Column column) { return rows->Bool(0, column); };
  const auto text = [&](Column column) { return rows->Text(0, column); };
  if (is(kStandby)) {
    return Refused(
        {"the server is a standby, which only reads. Name the primary in --database_url, "
         "or all hosts and target_session_attrs=read-write"});
  }
  if (is(kReadOnly)) {
    return Refused({"the server only reads: default_transaction_read_only is on for the database ",
                    text(kDatabase), ", the role ", text(kUser),
                    " or the server. Switch it off, or name another server in --database_url"});
  }
  if (text(kServerEncoding) != "UTF8") {
    return Refused({"the database ", text(kDatabase), " has the encoding ", text(kServerEncoding),
                    ". It must be UTF8: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0"});
  }
  if (text(kTriggers) != "origin") {
    return Refused({"session_replication_role is ", text(kTriggers), " for the role ", text(kUser),
                    " or the database ", text(kDatabase),
                    ", so triggers do not run. Reset it to origin"});
  }
  if (text(kClientEncoding) != "UTF8" || text(kIsolation) != "read committed") {
    return Refused(
        {"the session lost its settings between two statements. A pooler must be in "
         "session mode, and keep what SET says"});
  }
  if (is(kSchemaExists) && text(kSchema) != schema) {
    return Refused({"the role ", text(kUser), " may not use the schema ", schema,
                    ": GRANT USAGE ON SCHEMA ", schema, " TO ", text(kUser)});
  }
  return absl::OkStatus();
}

}  // namespace lossy::base::pg
