#include "base/pg/test_database.h"

#include <stdlib.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "absl/strings/str_cat.h"

namespace lossy::base::pg {
namespace {

constexpr char kBin[] = "/usr/lib/postgresql/15/bin/";

// The postmaster freezes first and continues last: so it starts no process in between, and ended
// processes stay as zombies that can be signalled.
constexpr char kPid[] = "pid=$(head -n 1 data/postmaster.pid)";
constexpr char kPostmaster[] = "; kill -$0 $pid";
constexpr char kChildren[] = "; kill -$0 $(cat /proc/$pid/task/$pid/children)";

}  // namespace

TestDatabase::TestDatabase(Fsync fsync) : fsync_(fsync) {
  char pattern[] = "/tmp/lossy-pg-XXXXXX";
  folder_ = mkdtemp(pattern);
  url_ = absl::StrCat("postgresql:///postgres?host=", folder_, "&user=lossy");
  if (geteuid() == 0) Run(absl::StrCat("chown postgres ", folder_));
  Run(absl::StrCat(kBin, "initdb -D ", folder_,
                   "/data -U lossy -A trust --no-sync --no-instructions -E UTF8 --locale=C.UTF-8"));
  Start();
}

TestDatabase::~TestDatabase() {
  Stop();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

TestDatabase& TestDatabase::Shared() {
  static TestDatabase database;
  return database;
}

void TestDatabase::Start() {
  Run(absl::StrCat(kBin, "pg_ctl -w -D ", folder_, "/data -l ", folder_, "/log -o \"",
                   fsync_ == Fsync::kOff ? "-F" : "", " -k ", folder_,
                   " -c listen_addresses=''\" start"));
}

void TestDatabase::Stop() {
  Run(absl::StrCat(kBin, "pg_ctl -w -m immediate -D ", folder_, "/data stop"));
}

void TestDatabase::BecomeStandby() {
  Stop();
  Run("touch data/standby.signal");
  Start();
}

void TestDatabase::BecomePrimary() {
  Stop();
  Run("rm data/standby.signal");
  Start();
}

void TestDatabase::SaveFiles() { Run("sh -c 'rm -rf saved && cp -a data saved'"); }

void TestDatabase::RestoreFiles() { Run("sh -c 'rm -rf data && cp -a saved data'"); }

void TestDatabase::Dump(const std::string& schema) {
  Run(absl::StrCat(kBin, "pg_dump -h ", folder_, " -U lossy -n ", schema, " -f dump.sql postgres"));
}

void TestDatabase::LoadDump(const std::string& schema) {
  Run(absl::StrCat(kBin, "psql -q -1 -v ON_ERROR_STOP=1 -h ", folder_,
                   " -U lossy -c \"DROP SCHEMA ", schema, " CASCADE\" -f dump.sql postgres"));
}

void TestDatabase::Freeze() {
  Run(absl::StrCat("sh -c '", kPid, kPostmaster, kChildren, "' STOP"));
}

void TestDatabase::FreezePostmaster() { Run(absl::StrCat("sh -c '", kPid, kPostmaster, "' STOP")); }

void TestDatabase::Thaw() { Run(absl::StrCat("sh -c '", kPid, kChildren, kPostmaster, "' CONT")); }

void TestDatabase::Run(const std::string& command) {
  const std::string prefix =
      geteuid() == 0 ? "setpriv --reuid=postgres --regid=postgres --clear-groups -- " : "";
  const std::string line =
      absl::StrCat("cd ", folder_, " && ", command.find("chown") == 0 ? "" : prefix, command,
                   " >>/tmp/lossy-pg.out 2>&1");
  if (std::system(line.c_str()) != 0) {
    std::fprintf(stderr, "failed: %s\n", line.c_str());
    std::abort();
  }
}

}  // namespace lossy::base::pg
