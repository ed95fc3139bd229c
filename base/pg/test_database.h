#pragma once

#include <string>

namespace lossy::base::pg {

// A PostgreSQL server for one test, on a Unix socket in a temporary folder. The destructor stops
// the server and deletes its files. The server runs as the current user, or as `postgres` if that
// is root. The process exits if the server does not start.
class TestDatabase {
 public:
  // With kOn, the server confirms a commit after it is on the disk, as in production.
  enum class Fsync { kOff, kOn };

  explicit TestDatabase(Fsync fsync = Fsync::kOff);
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  // The server that all tests of the binary share. It starts at the first call.
  static TestDatabase& Shared();

  // libpq's URL of the database `postgres`.
  const std::string& url() const { return url_; }

  // Stop ends every connection immediately, like a crash.
  void Stop();
  void Start();

  // BecomeStandby restarts the server as a standby, which stays one until BecomePrimary.
  void BecomeStandby();
  void BecomePrimary();

  // Copies the files of a stopped server, and restores the last copy.
  void SaveFiles();
  void RestoreFiles();

  // Dumps the schema with pg_dump, and replaces the schema by the last dump with psql.
  void Dump(const std::string& schema);
  void LoadDump(const std::string& schema);

  // A frozen server keeps its connections and does not answer; Stop must not be called. With a
  // frozen postmaster only the open connections work.
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
