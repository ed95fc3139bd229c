#pragma once

#include "absl/strings/string_view.h"
#include "base/refusal/refusal.h"
#include "edge/auth/authenticator.h"
#include "edge/channel/client_admission.h"
#include "edge/http/http_request.h"
#include "edge/http/http_response.h"
#include "edge/longpoll/session_token_maker.h"
#include "edge/longpoll/sessions.h"
#include "edge/metrics/edge_metrics.h"

namespace lossy::edge {

// Opens a long-poll session for a client that polls without one: it checks the protocol version,
// the token and the limits. Belongs to one thread.
class LongpollOpener {
 public:
  // The references must outlive the opener. `sessions` belongs to the same thread.
  LongpollOpener(Authenticator& authenticator, const ClientAdmission& admission,
                 LongpollSessions& sessions, const SessionTokenMaker& tokens, EdgeMetrics& metrics);

  // Returns the answer to a poll without a session. As in Phoenix, its status is 410 and it has the
  // token of a new session. On error it is a refusal.
  HttpResponse Open(const HttpRequest& request);

  // Records a refusal and returns its answer, with status 403. `problem` is for the operator.
  HttpResponse Refuse(base::RefusalReason reason, absl::string_view problem,
                      const IpAddress& client);

 private:
  HttpResponse OpenFor(base::Identity identity, Serializer serializer, const HttpRequest& request);

  Authenticator& authenticator_;
  const ClientAdmission& admission_;
  LongpollSessions& sessions_;
  const SessionTokenMaker tokens_;
  EdgeMetrics& metrics_;
};

}  // namespace lossy::edge
