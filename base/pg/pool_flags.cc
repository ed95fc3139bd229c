#include "base/pg/pool_flags.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"
#include "base/log/log.h"
#include "base/log/refuse_start.h"
#include "base/pg/database_urls.h"
#include "base/pg/unverified_hosts.h"
#include "base/rpc/internal_tls.h"

ABSL_FLAG(std::string, database_url, "postgresql:///lossy",
          "libpq URL of the service's database; for notifications also a list of several, over "
          "which the topics are spread: URL,URL,…");
ABSL_FLAG(bool, insecure_database, false,
          "With --tls_internal_ca, permits a --database_url on another machine without "
          "sslmode=verify-full");
ABSL_FLAG(
    int, database_connections, 8,
    "Most connections to the database; the outbox occupies one for each of its kinds, and one more "
    "is needed");
ABSL_FLAG(int, database_acquire_ms, 3000, "Longest wait for a free connection, in milliseconds");
ABSL_FLAG(int, database_connect_ms, 2000,
          "Longest time to connect to a host of the URL, in milliseconds; libpq counts in seconds, "
          "at least two");
ABSL_FLAG(int, database_statement_ms, 4000,
          "Longest time that a statement may run, in milliseconds");
ABSL_FLAG(int, database_retry_max_ms, 2000,
          "Longest pause between attempts to connect, in milliseconds");
ABSL_FLAG(int, database_migration_ms, 60'000,
          "Longest time that a statement of a migration may run, in milliseconds");
ABSL_FLAG(int, database_migration_lock_ms, 2000,
          "Longest wait of a migration for a lock, after which it is retried, in milliseconds");

LOSSY_FLAG_RANGE(database_connections, 2, 1000);
LOSSY_FLAG_RANGE(database_acquire_ms, 1, 600'000);
LOSSY_FLAG_RANGE(database_connect_ms, 1, 600'000);
LOSSY_FLAG_RANGE(database_statement_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(database_retry_max_ms, 1, 600'000);
LOSSY_FLAG_RANGE(database_migration_ms, 1, 86'400'000);
LOSSY_FLAG_RANGE(database_migration_lock_ms, 1, 600'000);

namespace lossy::base::pg {
namespace {

constexpr absl::string_view kRemedy =
    "the URL needs sslmode=verify-full and sslrootcert=FILE, or another machine can read and forge "
    "the answers of the database";

bool several_are_permitted = false;

// Returns the URLs of the databases, and sets `unverified` to their unverified hosts.
absl::StatusOr<std::vector<std::string>> UrlsFromFlags(std::string* unverified) {
  const std::string list = absl::GetFlag(FLAGS_database_url);
  absl::StatusOr<std::vector<std::string>> urls = DatabaseUrls(list);
  if (!urls.ok()) return urls;
  if (urls->size() > 1 && !several_are_permitted) {
    return absl::InvalidArgumentError(
        "names several databases; only notifications may have more than one");
  }
  std::vector<std::string> hosts;
  for (const std::string& url : *urls) {
    const absl::StatusOr<std::vector<std::string>> found = UnverifiedHosts(url);
    if (!found.ok()) return found.status();
    hosts.insert(hosts.end(), found->begin(), found->end());
  }
  *unverified = absl::StrJoin(hosts, ", ");
  const bool refused =
      !hosts.empty() && InternalTls::IsSetByFlags() && !absl::GetFlag(FLAGS_insecure_database);
  if (!refused) return urls;
  return absl::InvalidArgumentError(absl::StrCat(*unverified, " is not on this machine, and ",
                                                 kRemedy, "; --insecure_database permits it"));
}

absl::Status CheckUrl() {
  std::string unverified;
  return UrlsFromFlags(&unverified).status();
}

// Without TLS between processes an unverified database is only a warning, so that a deployment of
// an earlier version still starts.
std::vector<std::string> UrlsOrRefuseStart() {
  std::string unverified;
  std::vector<std::string> urls = ValueOrRefuseFlag("database_url", UrlsFromFlags(&unverified));
  if (!unverified.empty()) {
    Log(LogLevel::kWarning, "database_unverified",
        {{"hosts", absl::string_view(unverified)},
         {"problem", absl::StrCat("for them, ", kRemedy)}});
  }
  return urls;
}

// The options of a pool except its URL.
Pool::Options OptionsFromFlags(const std::string& schema) {
  const absl::Duration connect = FlagMilliseconds(FLAGS_database_connect_ms);
  return {
      .schema = schema,
      .size = absl::GetFlag(FLAGS_database_connections),
      .acquire_timeout = FlagMilliseconds(FLAGS_database_acquire_ms),
      .limits = {.connect = connect, .statement = FlagMilliseconds(FLAGS_database_statement_ms)},
      .longest_retry_pause = FlagMilliseconds(FLAGS_database_retry_max_ms),
      .migration = {.connect = connect,
                    .statement = FlagMilliseconds(FLAGS_database_migration_ms),
                    .lock = FlagMilliseconds(FLAGS_database_migration_lock_ms)}};
}

LOSSY_FLAG_CHECK(database_url, CheckUrl);

}  // namespace

Pool::Options PoolOptionsFromFlags(const std::string& schema) {
  Pool::Options options = OptionsFromFlags(schema);
  std::vector<std::string> urls = UrlsOrRefuseStart();
  if (!urls.empty()) options.url = std::move(urls.front());
  return options;
}

void PermitSeveralDatabases() { several_are_permitted = true; }

std::vector<Pool::Options> PoolListFromFlags(const std::string& schema) {
  std::vector<Pool::Options> pools;
  const std::vector<std::string> urls = UrlsOrRefuseStart();
  for (const std::string& url : urls) {
    Pool::Options& options = pools.emplace_back(OptionsFromFlags(schema));
    options.url = url;
    if (urls.size() > 1) options.label = absl::StrCat(pools.size());
  }
  return pools;
}

}  // namespace lossy::base::pg
