#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "base/error/error.h"
#include "base/rpc/calls.h"
#include "base/rpc/internal_identity.h"
#include "base/sync/mutex.h"
#include "base/testing/loopback_server.h"
#include "lossy/admin/v1/admin.grpc.pb.h"
#include "prometheus/registry.h"

namespace lossy::admin {

// For tests: a process whose AdminService answers as the test sets it, on a port of loopback. It
// accepts operators alone. Thread-safe.
class FakeAdminProcess final : private v1::AdminService::Service {
 public:
  // `identity` must outlive the process.
  explicit FakeAdminProcess(const base::InternalIdentity& identity)
      : calls_(*identity.verifier, registry_), server_(*this) {}
  ~FakeAdminProcess() override { EndFollows(); }

  std::string address() const { return server_.address(); }

  // Makes later calls return this status.
  void Refuse(absl::Status status) {
    base::MutexLock lock(mutex_);
    refusal_ = std::move(status);
  }
  void SetOverview(v1::GetOverviewResponse overview) {
    base::MutexLock lock(mutex_);
    overview_ = std::move(overview);
  }
  void AddSocket(const std::string& user, const std::string& id) {
    base::MutexLock lock(mutex_);
    v1::Socket& socket = *sockets_.add_sockets();
    socket.set_id(id);
    socket.set_user_id(user);
  }
  void SetTopicHead(std::int64_t head) {
    base::MutexLock lock(mutex_);
    head_ = head;
  }

  // Sends a frame to each follower.
  void SendFrame(const v1::Frame& frame) {
    base::MutexLock lock(mutex_);
    frames_.push_back(frame);
    changed_.NotifyAll();
  }
  // Ends all follows with OK, also later ones.
  void EndFollows() {
    base::MutexLock lock(mutex_);
    ends_follows_ = true;
    changed_.NotifyAll();
  }

  // The calls so far, as "ann GetOverview": the operator and the method.
  std::vector<std::string> calls() {
    base::MutexLock lock(mutex_);
    return log_;
  }
  v1::SetLogLevelRequest level_request() {
    base::MutexLock lock(mutex_);
    return level_;
  }

 private:
  grpc::Status Run(grpc::ServerContext* context, absl::string_view method,
                   absl::FunctionRef<absl::Status()> work) {
    return calls_.Run(*context, method, [&](const base::Caller& caller) -> absl::Status {
      if (caller.identity.role != base::Role::kOperator) {
        return absl::PermissionDeniedError("only operators may call it");
      }
      {
        base::MutexLock lock(mutex_);
        log_.push_back(caller.identity.user_id + " " + std::string(method));
        if (!refusal_.ok()) return refusal_;
      }
      return work();
    });
  }

  grpc::Status GetOverview(grpc::ServerContext* context, const v1::GetOverviewRequest*,
                           v1::GetOverviewResponse* response) override {
    return Run(context, "GetOverview", [&] {
      base::MutexLock lock(mutex_);
      *response = overview_;
      return absl::OkStatus();
    });
  }
  grpc::Status ListSockets(grpc::ServerContext* context, const v1::ListSocketsRequest* request,
                           v1::ListSocketsResponse* response) override {
    return Run(context, "ListSockets", [&] {
      base::MutexLock lock(mutex_);
      for (const v1::Socket& socket : sockets_.sockets()) {
        if (socket.user_id() == request->user_id()) *response->add_sockets() = socket;
      }
      return absl::OkStatus();
    });
  }
  grpc::Status CloseSocket(grpc::ServerContext* context, const v1::CloseSocketRequest* request,
                           v1::CloseSocketResponse*) override {
    return Run(context, "CloseSocket", [&] {
      base::MutexLock lock(mutex_);
      auto& sockets = *sockets_.mutable_sockets();
      for (int i = 0; i < sockets.size(); ++i) {
        if (sockets[i].id() != request->socket_id()) continue;
        sockets.DeleteSubrange(i, 1);
        return absl::OkStatus();
      }
      return base::NotFound("This edge has no such socket");
    });
  }
  grpc::Status GetTopic(grpc::ServerContext* context, const v1::GetTopicRequest* request,
                        v1::GetTopicResponse* response) override {
    return Run(context, "GetTopic", [&] {
      base::MutexLock lock(mutex_);
      response->set_topic(request->topic());
      response->set_head(head_);
      return absl::OkStatus();
    });
  }
  grpc::Status GetSession(grpc::ServerContext* context, const v1::GetSessionRequest* request,
                          v1::GetSessionResponse* response) override {
    return Run(context, "GetSession", [&] {
      if (request->session_id() != "known") return base::NotFound("There is no such session");
      response->set_session_id(request->session_id());
      return absl::OkStatus();
    });
  }
  grpc::Status SetLogLevel(grpc::ServerContext* context, const v1::SetLogLevelRequest* request,
                           v1::SetLogLevelResponse* response) override {
    return Run(context, "SetLogLevel", [&] {
      base::MutexLock lock(mutex_);
      level_ = *request;
      response->set_previous(v1::LOG_LEVEL_INFO);
      return absl::OkStatus();
    });
  }
  grpc::Status Drain(grpc::ServerContext* context, const v1::DrainRequest*,
                     v1::DrainResponse*) override {
    return Run(context, "Drain", [] { return absl::OkStatus(); });
  }
  grpc::Status Follow(grpc::ServerContext* context, const v1::FollowRequest*,
                      grpc::ServerWriter<v1::FollowResponse>* writer) override {
    return Run(context, "Follow", [&] {
      writer->Write({});
      std::size_t sent = 0;
      base::MutexLock lock(mutex_);
      while (!ends_follows_ && !context->IsCancelled()) {
        for (; sent < frames_.size(); ++sent) {
          v1::FollowResponse response;
          *response.mutable_frame() = frames_[sent];
          writer->Write(response);
        }
        changed_.WaitFor(mutex_, absl::Milliseconds(20));
      }
      return absl::OkStatus();
    });
  }

  prometheus::Registry registry_;
  base::Calls calls_;
  base::Mutex mutex_;
  base::CondVar changed_;
  absl::Status refusal_ LOSSY_GUARDED_BY(mutex_);
  v1::GetOverviewResponse overview_ LOSSY_GUARDED_BY(mutex_);
  v1::ListSocketsResponse sockets_ LOSSY_GUARDED_BY(mutex_);
  std::int64_t head_ LOSSY_GUARDED_BY(mutex_) = 0;
  v1::SetLogLevelRequest level_ LOSSY_GUARDED_BY(mutex_);
  std::vector<v1::Frame> frames_ LOSSY_GUARDED_BY(mutex_);
  bool ends_follows_ LOSSY_GUARDED_BY(mutex_) = false;
  std::vector<std::string> log_ LOSSY_GUARDED_BY(mutex_);
  base::LoopbackServer server_;
};

}  // namespace lossy::admin
