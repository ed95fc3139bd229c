#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>

#include "absl/status/status.h"
#include "base/live/live_objects.h"
#include "base/workers/workers.h"
#include "grpcpp/alarm.h"
#include "grpcpp/grpcpp.h"
#include "lossy/agent/v1/agent.grpc.pb.h"
#include "services/agent/session/conversation.h"

namespace lossy::agent {

// One Session stream. No thread belongs to it: gRPC's threads read and write, and its requests are
// handled one after the other by `workers`; the next one is read when the last one is done. What is
// due by the clock comes between them.
class SessionCall final : public grpc::ServerBidiReactor<v1::SessionRequest, v1::SessionResponse>,
                          public std::enable_shared_from_this<SessionCall>,
                          private base::LiveObject<"SessionCall"> {
 public:
  // Answers that a client may leave unread, in bytes.
  static constexpr std::size_t kMaxUnsentBytes = 1 << 20;

  // All must outlive it. `on_done` is told when gRPC is through with it.
  SessionCall(const Surroundings& around, base::Workers& workers,
              grpc::CallbackServerContext& context, base::Caller caller,
              std::function<void(SessionCall&)> on_done);

  // Keeps itself alive from here until gRPC is through with it.
  void Start();
  void End(const absl::Status& status);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  void Handle();
  void Tick();
  // Sees to it that Tick is called in time.
  void SetAlarm(absl::Time due);
  void OnAlarm();
  void Send(const v1::SessionResponse& response);
  // False: the client reads too slowly, and it was ended.
  bool Enqueue(const v1::SessionResponse& response);
  void EndLocked(const absl::Status& status);
  void WriteOrFinishLocked();

  base::Workers& workers_;
  grpc::CallbackServerContext& context_;
  const std::function<void(SessionCall&)> on_done_;
  std::mutex conversation_mutex_;
  Conversation conversation_;  // Guarded by conversation_mutex_.
  v1::SessionRequest request_;
  std::shared_ptr<SessionCall> self_;

  std::mutex mutex_;
  // The rest is guarded by mutex_.
  std::deque<v1::SessionResponse> unsent_;  // The first one is being written if writing_.
  std::size_t unsent_bytes_ = 0;
  bool writing_ = false;
  bool handling_ = false;  // A worker has it: it must not finish meanwhile.
  std::unique_ptr<grpc::Alarm> alarm_;
  absl::Time alarm_at_ = absl::InfiniteFuture();
  bool ending_ = false;
  bool finished_ = false;
  absl::Status status_;
};

}  // namespace lossy::agent
