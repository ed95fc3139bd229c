#include "services/agent/openai/host_lookup.h"

#include <netdb.h>
#include <sys/socket.h>

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "base/time/wait_until.h"

namespace lossy::agent {

struct HostLookup::State {
  explicit State(std::string host) : host(std::move(host)) {}

  const std::string host;
  std::mutex mutex;
  std::condition_variable changed;
  // Guarded by mutex.
  bool running = false;
  bool stop = false;
  int finished = 0;  // How many lookups are.
  absl::StatusOr<std::vector<std::string>> found;
};

namespace {

absl::StatusOr<std::vector<std::string>> Resolve(const std::string& host) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int error = getaddrinfo(host.c_str(), nullptr, &hints, &list);
  if (error != 0) {
    return absl::UnavailableError(
        absl::StrCat("the endpoint's host is not found: ", gai_strerror(error)));
  }
  const auto free_list = absl::MakeCleanup([list] { freeaddrinfo(list); });
  std::vector<std::string> addresses;
  for (const addrinfo* info = list; info != nullptr; info = info->ai_next) {
    char text[NI_MAXHOST];
    if (getnameinfo(info->ai_addr, info->ai_addrlen, text, sizeof text, nullptr, 0,
                    NI_NUMERICHOST) == 0) {
      addresses.emplace_back(text);
    }
  }
  if (addresses.empty()) return absl::UnavailableError("the endpoint's host has no address");
  return addresses;
}

}  // namespace

HostLookup::HostLookup(std::string host) : state_(std::make_shared<State>(std::move(host))) {}

HostLookup::~HostLookup() = default;

absl::StatusOr<std::vector<std::string>> HostLookup::Find(absl::Time deadline) {
  std::unique_lock lock(state_->mutex);
  if (!state_->running) {
    state_->running = true;
    std::thread([state = state_] {
      absl::StatusOr<std::vector<std::string>> found = Resolve(state->host);
      std::lock_guard lock(state->mutex);
      state->found = std::move(found);
      state->running = false;
      ++state->finished;
      state->changed.notify_all();
    }).detach();
  }
  const int before = state_->finished;
  base::WaitUntil(state_->changed, lock, deadline,
                  [this, before] { return state_->finished != before || state_->stop; });
  if (state_->stop) return absl::CancelledError("the process stops");
  if (state_->finished == before) {
    return absl::DeadlineExceededError("the endpoint's host was not found in time");
  }
  return state_->found;
}

void HostLookup::Shutdown() {
  std::lock_guard lock(state_->mutex);
  state_->stop = true;
  state_->changed.notify_all();
}

}  // namespace lossy::agent
