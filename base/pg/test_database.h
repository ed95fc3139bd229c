#pragma once

#include <string>

namespace lossy::base::pg {

// A PostgreSQL server of the test's own, on a Unix socket in a temporary folder, gone with the
// object. Runs as the current user, or as `postgres` when that is root. Dies if it cannot start.
class TestDatabase {
 public:
  // With kOn, a commit is on the disk when it is answered, as in production.
  enum class Fsync { kOff, kOn };

  explicit TestDatabase(Fsync fsync = Fsync::kOff);
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  // One server for the whole test binary, started on first use.
  static TestDatabase& Shared();

  // libpq's URL of database `postgres`.
  const std::string& url() const { return url_; }

  // Stop ends every connection at once, as a crash would.
  void Stop();
  void Start();

  // Starts the server again as a standby, which never becomes a primary by itself.
  void BecomeStandby();
  void BecomePrimary();

  // For a server that is stopped: keeps its files, and puts those back that were kept last.
  void SaveFiles();
  void RestoreFiles();

  // Dumps the schema, and loads the last dump in its stead, as pg_dump and psql do.
  void Dump(const std::string& schema);
  void LoadDump(const std::string& schema);

  // What is frozen keeps its connections and says nothing; a server that is frozen cannot be
  // stopped. Without its postmaster a server lets nobody new in.
  void Freeze();
  void FreezePostmaster();
  void Thaw();

 private:
  void Run(const std::string& command);

  const Fsync fsync_;
  std::string folder_;
  std::string url_;
};

}  // namespace lossy::base::pg
