#pragma once

#include <deque>
#include <future>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/error/error.h"
#include "base/rpc/calls.h"
#include "base/sync/mutex.h"
#include "base/testing/loopback_server.h"
#include "lossy/video/v1/video.grpc.pb.h"

namespace lossy::notes {

// A fake of the video service for tests: a gRPC server on a free port of loopback. It checks
// tokens, and it has the videos that a test adds. Threads: thread-safe, except Stop.
class FakeVideoService final : public video::v1::VideoService::Service {
 public:
  explicit FakeVideoService(base::TokenVerifier& verifier) : calls_(verifier, registry_) {}
  ~FakeVideoService() override { Stop(); }

  std::string address() const { return server_.address(); }
  // Stops the server.
  void Stop() {
    if (stopped_) return;
    stopped_ = true;
    answer_.set_value();
    server_.Stop();
  }

  // Adds a video of the user.
  void Add(const std::string& user_id, const std::string& video_id) {
    base::MutexLock lock(mutex_);
    owned_.emplace(user_id, video_id);
  }
  // Makes GetVideo block until Stop.
  void Stall() {
    base::MutexLock lock(mutex_);
    stalled_ = true;
  }
  // Sets the statuses of the next touches. Later touches are OK.
  void FailTouches(std::deque<absl::Status> failures) {
    base::MutexLock lock(mutex_);
    failures_ = std::move(failures);
  }
  // The received touches in order, each with its user.
  std::vector<std::pair<std::string, video::v1::TouchVideoRequest>> touches() {
    base::MutexLock lock(mutex_);
    return touches_;
  }
  // Becomes ready after `count` touches.
  std::future<void> AwaitTouches(std::size_t count) {
    base::MutexLock lock(mutex_);
    awaited_ = count;
    return enough_.get_future();
  }

  grpc::Status GetVideo(grpc::ServerContext* context, const video::v1::GetVideoRequest* request,
                        video::v1::GetVideoResponse* response) override {
    return calls_.Run(*context, "GetVideo", [&](const base::Caller& caller) -> absl::Status {
      if (stalled()) answered_.wait();
      base::MutexLock lock(mutex_);
      if (owned_.count({caller.identity.user_id, request->video_id()}) == 0) {
        return base::NotFound("Video not found");
      }
      response->mutable_video()->set_id(request->video_id());
      return absl::OkStatus();
    });
  }

  grpc::Status TouchVideo(grpc::ServerContext* context, const video::v1::TouchVideoRequest* request,
                          video::v1::TouchVideoResponse* response) override {
    return calls_.Run(*context, "TouchVideo", [&](const base::Caller& caller) -> absl::Status {
      base::MutexLock lock(mutex_);
      touches_.emplace_back(caller.identity.user_id, *request);
      if (touches_.size() == awaited_) enough_.set_value();
      if (failures_.empty()) return absl::OkStatus();
      absl::Status failure = std::move(failures_.front());
      failures_.pop_front();
      return failure;
    });
  }

 private:
  bool stalled() {
    base::MutexLock lock(mutex_);
    return stalled_;
  }

  prometheus::Registry registry_;
  base::Calls calls_;
  bool stopped_ = false;
  std::promise<void> answer_;
  std::shared_future<void> answered_ = answer_.get_future();

  base::Mutex mutex_;
  std::set<std::pair<std::string, std::string>> owned_ LOSSY_GUARDED_BY(mutex_);
  bool stalled_ LOSSY_GUARDED_BY(mutex_) = false;
  std::deque<absl::Status> failures_ LOSSY_GUARDED_BY(mutex_);
  std::vector<std::pair<std::string, video::v1::TouchVideoRequest>> touches_
      LOSSY_GUARDED_BY(mutex_);
  std::size_t awaited_ LOSSY_GUARDED_BY(mutex_) = 0;
  std::promise<void> enough_ LOSSY_GUARDED_BY(mutex_);

  base::LoopbackServer server_{*this};
};

}  // namespace lossy::notes
