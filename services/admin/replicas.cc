#include "services/admin/replicas.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/error/error.h"
#include "base/net/replica_addresses.h"

namespace lossy::admin {
namespace {

constexpr absl::Duration kResolveEvery = absl::Seconds(5);

Replica Unresolved(const ProcessEntry& entry, const absl::Status& status) {
  Replica replica;
  replica.address.set_program(entry.program);
  replica.address.set_address(entry.address);
  replica.problem = std::string(status.message());
  return replica;
}

// The programs in the order of their first entries.
std::vector<std::string> ProgramsOf(const std::vector<ProcessEntry>& entries) {
  std::vector<std::string> programs;
  for (const ProcessEntry& entry : entries) {
    if (std::find(programs.begin(), programs.end(), entry.program) == programs.end()) {
      programs.push_back(entry.program);
    }
  }
  return programs;
}

}  // namespace

Replicas::Replicas(std::vector<ProcessEntry> entries, Opener open)
    : entries_(std::move(entries)), open_(std::move(open)) {}

void Replicas::Resolve() {
  // Names resolve without the lock: that may take seconds.
  std::vector<absl::StatusOr<std::vector<std::string>>> found;
  for (const ProcessEntry& entry : entries_) found.push_back(base::ResolveReplicas(entry.address));
  base::MutexLock lock(mutex_);
  std::vector<Replica> replicas;
  for (const std::string& program : ProgramsOf(entries_)) {
    std::set<std::string> addresses;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const ProcessEntry& entry = entries_[i];
      if (entry.program != program) continue;
      std::vector<std::string>& last = resolved_[{program, entry.address}];
      if (found[i].ok()) last = *found[i];
      addresses.insert(last.begin(), last.end());
      if (last.empty()) replicas.push_back(Unresolved(entry, found[i].status()));
    }
    for (const std::string& address : addresses) replicas.push_back(Open(program, address));
  }
  replicas_ = std::move(replicas);
}

base::PeriodicTasks::Task Replicas::ResolveTask() {
  return {.name = "resolve_replicas", .every = kResolveEvery, .work = [this] {
            Resolve();
            return base::TaskRun{};
          }};
}

Replica Replicas::Open(const std::string& program, const std::string& address) {
  for (const Replica& known : replicas_) {
    const bool same = known.address.program() == program && known.address.address() == address;
    if (same && known.stub != nullptr) return known;
  }
  Replica replica;
  replica.address.set_program(program);
  replica.address.set_address(address);
  replica.stub = v1::AdminService::NewStub(open_(address, program));
  return replica;
}

std::vector<Replica> Replicas::All() const {
  base::MutexLock lock(mutex_);
  return replicas_;
}

std::vector<Replica> Replicas::Of(const std::vector<std::string>& programs) const {
  const std::vector<Replica> all = All();
  std::vector<Replica> found;
  for (const std::string& program : programs) {
    for (const Replica& replica : all) {
      if (replica.address.program() == program) found.push_back(replica);
    }
  }
  return found;
}

absl::StatusOr<Replica> Replicas::Find(const console::v1::ReplicaAddress& address) const {
  if (address.program().empty() || address.address().empty()) {
    return base::InvalidArgument("replica", "must have a program and an address");
  }
  for (Replica& replica : Of({address.program()})) {
    if (replica.address.address() == address.address()) return std::move(replica);
  }
  return base::NotFound(
      absl::StrCat("There is no replica ", address.program(), " ", address.address()));
}

}  // namespace lossy::admin
