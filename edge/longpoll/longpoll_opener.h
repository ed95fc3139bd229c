#pragma once

#include "absl/strings/string_view.h"
#include "base/refusal/refusal.h"
#include "edge/auth/authenticator.h"
#include "edge/http/http_request.h"
#include "edge/http/http_response.h"
#include "edge/limits/client_registry.h"
#include "edge/longpoll/session_token_maker.h"
#include "edge/longpoll/sessions.h"
#include "edge/metrics/edge_metrics.h"

namespace lossy::edge {

// Opens sessions on one thread for clients that poll without one. Belongs to the thread.
class LongpollOpener {
 public:
  // The references must outlive the opener. `sessions` are the thread's own.
  LongpollOpener(Authenticator& authenticator, ClientRegistry& clients, LongpollSessions& sessions,
                 const SessionTokenMaker& tokens, EdgeMetrics& metrics);

  // Returns the answer to such a poll: status 410 with the token of a new session, or a refusal.
  HttpResponse Open(const HttpRequest& request);

  // Counts a refusal, whose `problem` is for the operator, and returns the answer with status 403.
  HttpResponse Refuse(base::RefusalReason reason, absl::string_view problem,
                      const IpAddress& client);

 private:
  HttpResponse OpenFor(base::Identity identity, Serializer serializer, const IpAddress& address);

  Authenticator& authenticator_;
  ClientRegistry& clients_;
  LongpollSessions& sessions_;
  const SessionTokenMaker tokens_;
  EdgeMetrics& metrics_;
};

}  // namespace lossy::edge
