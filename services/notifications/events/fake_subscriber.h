#pragma once

#include <atomic>
#include <vector>

#include "base/sync/mutex.h"
#include "services/notifications/events/subscriber.h"

namespace lossy::notifications {

// A fake of Subscriber that stores the offered frames. Thread-safe.
class FakeSubscriber : public Subscriber {
 public:
  bool Offer(Frame frame) override {
    base::MutexLock lock(mutex_);
    frames_.push_back(std::move(frame));
    return true;
  }

  void Flush() override {}
  bool busy() const override { return is_busy; }

  std::atomic<bool> is_busy{false};  // The result of busy().

  // Returns the responses since the last call.
  std::vector<v1::SubscribeResponse> Take() {
    std::vector<Frame> frames;
    {
      base::MutexLock lock(mutex_);
      frames.swap(frames_);
    }
    std::vector<v1::SubscribeResponse> responses(frames.size());
    for (std::size_t i = 0; i < frames.size(); ++i) responses[i].ParseFromString(*frames[i]);
    return responses;
  }

  // Returns the frames since the last call of Take.
  std::vector<Frame> frames() {
    base::MutexLock lock(mutex_);
    return frames_;
  }

 private:
  base::Mutex mutex_;
  std::vector<Frame> frames_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::notifications
