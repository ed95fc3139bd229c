#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/sync/mutex.h"
#include "base/testing/eventually.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/health_check_service_interface.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"

namespace lossy::base {

// A replica of the notifications service for tests of channels: a gRPC server on loopback that
// serves Publish and health. Thread-safe except Start, Drain and Kill.
class TestReplica final : private notifications::v1::NotificationsService::Service {
 public:
  TestReplica() { Start(); }
  ~TestReplica() override { Kill(); }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

  // Sets the health that the replica reports: SERVING or NOT_SERVING.
  void Serve(bool serves) { server_->GetHealthCheckService()->SetServingStatus(serves); }

  // Stops the server after the running calls, at most 30 s.
  void Drain() { Stop(std::chrono::system_clock::now() + std::chrono::seconds(30)); }

  // Stops the server and cancels the running calls.
  void Kill() { Stop(std::chrono::system_clock::now()); }

  // Starts the server again, at its previous address.
  void Start() {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    builder.AddListeningPort(port_ == 0 ? "127.0.0.1:0" : address(),
                             grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }

  // Makes all later calls hang until their callers cancel them.
  void Stall() { stalled_ = true; }

  // Makes all later calls return this status.
  void Refuse(const grpc::Status& status) {
    MutexLock lock(mutex_);
    answer_ = status;
  }

  // Returns how many calls have published this event.
  int Times(const std::string& event_id) {
    MutexLock lock(mutex_);
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
      MutexLock lock(mutex_);
      ++times_[request->event_id()];
    }
    if (stalled_) Eventually([&] { return context->IsCancelled(); }, absl::InfiniteDuration());
    MutexLock lock(mutex_);
    return answer_;
  }

  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
  std::atomic<bool> stalled_{false};
  Mutex mutex_;
  std::map<std::string, int> times_ LOSSY_GUARDED_BY(mutex_);
  grpc::Status answer_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::base
