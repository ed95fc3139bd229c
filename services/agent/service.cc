#include "services/agent/service.h"

#include <utility>

#include "base/error/error.h"

namespace lossy::agent {
namespace {

// A stream that is over before it began.
class Refusal final : public grpc::ServerBidiReactor<v1::SessionRequest, v1::SessionResponse> {
 public:
  explicit Refusal(const absl::Status& status) { Finish(base::ToGrpc(status)); }
  void OnDone() override { delete this; }
};

}  // namespace

Service::Service(base::Calls& calls, const Surroundings& around, base::Workers& workers,
                 prometheus::Registry& registry)
    : calls_(calls),
      around_(around),
      workers_(workers),
      open_(prometheus::BuildGauge()
                .Name("lossy_agent_sessions")
                .Help("Open session streams")
                .Register(registry)
                .Add({})) {}

grpc::ServerBidiReactor<v1::SessionRequest, v1::SessionResponse>* Service::Session(
    grpc::CallbackServerContext* context) {
  absl::StatusOr<base::Caller> caller = calls_.Authenticate(*context);
  if (!caller.ok()) return new Refusal(caller.status());
  auto call = std::make_shared<SessionCall>(around_, workers_, *context, *std::move(caller),
                                            [this](SessionCall& done) { Forget(done); });
  std::lock_guard lock(mutex_);
  if (stopped_) return new Refusal(base::Unavailable("the service is stopping"));
  sessions_.insert(call.get());
  open_.Set(static_cast<double>(sessions_.size()));
  call->Start();
  return call.get();
}

void Service::Forget(SessionCall& call) {
  std::lock_guard lock(mutex_);
  sessions_.erase(&call);
  open_.Set(static_cast<double>(sessions_.size()));
}

void Service::Stop() {
  std::vector<std::shared_ptr<SessionCall>> open;
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
    for (SessionCall* call : sessions_) open.push_back(call->shared_from_this());
  }
  for (const auto& call : open) call->End(base::Unavailable("the service is stopping"));
}

grpc::Status Service::RefineNote(grpc::ServerContext* context, const v1::RefineNoteRequest*,
                                 v1::RefineNoteResponse*) {
  return calls_.Run(*context, "RefineNote", [](const base::Caller&) {
    return base::NotConfigured("this installation has no vision model");
  });
}

}  // namespace lossy::agent
