#include "base/rpc/name_retry.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/time/clock.h"

namespace lossy::base {
namespace {

// The channels of this process whose names are retried, and the thread that does it.
class NameRetry {
 public:
  NameRetry() : thread_([this] { Run(); }) {}

  ~NameRetry() {
    {
      std::lock_guard lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  void Add(const std::shared_ptr<grpc::Channel>& channel, absl::Duration pause) {
    std::lock_guard lock(mutex_);
    entries_.push_back({channel, pause, absl::Now() + pause});
    changed_.notify_all();
  }

 private:
  struct Entry {
    std::weak_ptr<grpc::Channel> channel;
    absl::Duration pause;
    absl::Time next;
  };

  void Run() {
    std::unique_lock lock(mutex_);
    while (!stop_) {
      const absl::Duration left = RetrySome(absl::Now());
      if (left == absl::InfiniteDuration()) {
        changed_.wait(lock);
      } else {
        changed_.wait_for(lock, absl::ToChronoMicroseconds(left));
      }
    }
  }

  // mutex_ is held. Until the next is due.
  absl::Duration RetrySome(absl::Time now) {
    entries_.erase(std::remove_if(entries_.begin(), entries_.end(),
                                  [](const Entry& each) { return each.channel.expired(); }),
                   entries_.end());
    absl::Duration left = absl::InfiniteDuration();
    for (Entry& each : entries_) {
      if (now >= each.next) {
        Retry(each);
        each.next = now + each.pause;
      }
      left = std::min(left, each.next - now);
    }
    return left;
  }

  static void Retry(const Entry& entry) {
    const std::shared_ptr<grpc::Channel> channel = entry.channel.lock();
    if (channel == nullptr) return;
    if (channel->GetState(/*try_to_connect=*/false) != GRPC_CHANNEL_TRANSIENT_FAILURE) return;
    grpc::experimental::ChannelResetConnectionBackoff(channel.get());
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  // The rest is guarded by mutex_.
  std::vector<Entry> entries_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace

void RetryNameOf(const std::shared_ptr<grpc::Channel>& channel, absl::Duration pause) {
  // Made after gRPC was initialised, and so ended before that ends.
  static NameRetry retry;
  retry.Add(channel, pause);
}

}  // namespace lossy::base
