#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/health_check_service_interface.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"

namespace lossy::base {

// One of several servers that answer Publish, each at an address of its own.
class TestReplica final : private notifications::v1::NotificationsService::Service {
 public:
  TestReplica() { Start(); }
  ~TestReplica() override { Kill(); }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

  void Serve(bool serves) { server_->GetHealthCheckService()->SetServingStatus(serves); }

  // Finishes what runs, and takes nothing any more.
  void Drain() { Stop(std::chrono::system_clock::now() + std::chrono::seconds(30)); }

  // Breaks off what runs.
  void Kill() { Stop(std::chrono::system_clock::now()); }

  // Again, at the same address.
  void Start() {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    builder.AddListeningPort(port_ == 0 ? "127.0.0.1:0" : address(),
                             grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }

  // From now on nothing is answered.
  void Stall() { stalled_ = true; }

  // How it answers from now on.
  void Refuse(const grpc::Status& status) {
    absl::MutexLock lock(&mutex_);
    answer_ = status;
  }

  // How often it was asked to publish this.
  int Times(const std::string& event_id) {
    absl::MutexLock lock(&mutex_);
    return times_[event_id];
  }

 private:
  void Stop(std::chrono::system_clock::time_point deadline) {
    if (server_ != nullptr) server_->Shutdown(deadline);
    server_.reset();
  }

  grpc::Status Publish(grpc::ServerContext* context,
                       const notifications::v1::PublishRequest* request,
                       notifications::v1::PublishResponse*) override {
    {
      absl::MutexLock lock(&mutex_);
      ++times_[request->event_id()];
    }
    while (stalled_ && !context->IsCancelled()) std::this_thread::yield();
    absl::MutexLock lock(&mutex_);
    return answer_;
  }

  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
  std::atomic<bool> stalled_{false};
  absl::Mutex mutex_;
  std::map<std::string, int> times_;  // Guarded by mutex_, like answer_.
  grpc::Status answer_;
};

}  // namespace lossy::base
