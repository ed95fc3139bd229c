#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/identity/identity.h"
#include "base/live/live_objects.h"
#include "base/trace/span.h"
#include "edge/api/user_calls.h"
#include "edge/channel/channel_table.h"
#include "edge/channel/client_rates.h"
#include "edge/channel/service_caller.h"
#include "edge/http/http_handler.h"
#include "edge/http/http_response.h"
#include "edge/limits/byte_budget.h"
#include "edge/metrics/api_metrics.h"

namespace lossy::edge {

// The call that answers one POST of an event. It is cancelled if the client disconnects before the
// response. An edge that drains waits for it. The connection owns it. Belongs to the connection's
// thread.
class EventCall final : public PendingResponse, private base::LiveObject<"EventCall"> {
 public:
  // The part that counts for the client until the response.
  struct Caller {
    base::Identity identity;
    std::unique_ptr<ClientRates> rates;
    std::unique_ptr<UserCalls::Slot> slot;
  };
  struct Request {
    ServedTopic topic;
    const ServedEvent* event;  // Of the topic's channel; a unary method answers it.
    std::string message;       // In wire form.
    std::string warnings;      // ReadPush::warnings, for the response.
    // The properties of the response: its framing, and headers that it has in any case.
    HttpFraming framing;
    std::vector<std::pair<std::string, std::string>> headers;
    base::Span span = {};  // Of the request, until the response.
  };

  // The references must outlive the call.
  EventCall(Request request, Caller caller, ServiceCaller& services, ApiMetrics& metrics,
            Responder& responder);
  ~EventCall() override { Cancel(); }

  // Makes the call. Must be called once.
  void Start();

  void OnOver(bool /*delivered*/) override { Cancel(); }

 private:
  void Finish(const std::string& request_id, const absl::Status& status,
              absl::string_view response);
  void Cancel();

  Request request_;
  Caller caller_;
  ServiceCaller& services_;
  ApiMetrics& metrics_;
  Responder& responder_;
  const absl::Time start_;  // The steady time at which the request arrived.
  std::shared_ptr<UpstreamCall> call_;
  HeldBytes held_;  // Of the message.
};

}  // namespace lossy::edge
