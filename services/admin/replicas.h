#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sync/mutex.h"
#include "base/workers/periodic_tasks.h"
#include "grpcpp/channel.h"
#include "lossy/admin/v1/admin.grpc.pb.h"
#include "lossy/console/v1/console.pb.h"
#include "services/admin/process_list.h"

namespace lossy::admin {

// One replica of a program, or a name that does not resolve.
struct Replica {
  console::v1::ReplicaAddress address;
  // Null if the name does not resolve.
  std::shared_ptr<v1::AdminService::Stub> stub;
  std::string problem;  // The reason for which there is no stub.
};

// The replicas of all processes. Keeps a channel to each address as long as a name has it.
// Thread-safe.
class Replicas {
 public:
  // Opens a channel to one replica, by its address and its program.
  using Opener =
      std::function<std::shared_ptr<grpc::Channel>(const std::string&, const std::string&)>;

  // Resolves no name; see Resolve.
  Replicas(std::vector<ProcessEntry> entries, Opener open);

  // Resolves the names again. A name that does not resolve any more keeps its last addresses.
  // Blocks while names resolve.
  void Resolve();
  // Returns a task that calls Resolve every few seconds. This object must outlive it.
  base::PeriodicTasks::Task ResolveTask();

  // Returns all replicas by program, in the order of the entries, then by address.
  std::vector<Replica> All() const;
  // Returns the replicas of the programs, in the order of `programs`.
  std::vector<Replica> Of(const std::vector<std::string>& programs) const;
  // Returns INVALID_ARGUMENT without an address, and NOT_FOUND if there is no such replica.
  absl::StatusOr<Replica> Find(const console::v1::ReplicaAddress& address) const;

 private:
  using Key = std::pair<std::string, std::string>;  // Program and address.

  Replica Open(const std::string& program, const std::string& address) LOSSY_REQUIRES(mutex_);

  const std::vector<ProcessEntry> entries_;
  const Opener open_;

  mutable base::Mutex mutex_;
  std::vector<Replica> replicas_ LOSSY_GUARDED_BY(mutex_);
  // The last addresses of each entry.
  std::map<Key, std::vector<std::string>> resolved_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::admin
