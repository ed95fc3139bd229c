#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "base/live/live_objects.h"
#include "edge/http/http_handler.h"
#include "edge/http/http_response.h"
#include "edge/longpoll/poller.h"

namespace lossy::edge {

// One long-poll request and its response. The client's connection shares it with the party that
// answers: a session, possibly on another thread, or the forwarder. Answer, AnswerDead and Confirm
// may be called on any thread. All else belongs to the connection's thread.
class LongpollExchange final : public Poller,
                               public std::enable_shared_from_this<LongpollExchange>,
                               private base::LiveObject<"LongpollExchange"> {
 public:
  // Returns the response for a session that does not exist. Called on the connection's thread.
  using OnDead = absl::AnyInvocable<HttpResponse()>;
  // Called once, at the end of the request, on the connection's thread. `answered` is false if the
  // client disconnected before the answer. `delivered` is false if bytes of the answer are known to
  // be lost.
  using OnOver = absl::AnyInvocable<void(bool answered, bool delivered)>;

  // `executor` runs tasks on the connection's thread, and must outlive the exchange.
  LongpollExchange(Responder& responder, Executor& executor, const HttpFraming& framing,
                   OnDead on_dead);

  // Sets the body of the answer if the edge drains before there is another answer.
  void set_drained(std::string body) { drained_ = std::move(body); }

  // Returns the pending response, which the connection must own. Must be called once, before
  // Answer.
  std::unique_ptr<PendingResponse> Pend(OnOver on_over);

  void Answer(std::string body) override;
  // As Answer, but before it returns. Returns false if the request has an answer or has ended.
  bool AnswerNow(std::string body);
  // Answers with OnDead's response, because the session does not exist.
  void AnswerDead();
  void Confirm(Executor& executor, absl::AnyInvocable<void(bool delivered)> done) override;

 private:
  class Pending;

  bool Respond(const HttpResponse& response);
  void End(bool delivered);

  // All members belong to the connection's thread.
  Responder* responder_;  // nullptr once the request has ended.
  Executor& executor_;
  const HttpFraming framing_;
  OnDead on_dead_;
  OnOver on_over_;
  std::string drained_;  // Empty: a drain does not answer the request.
  bool answered_ = false;
  bool delivered_ = false;  // Set at the request's end.
};

// Returns a response with a JSON body, which pages of all origins may read (CORS).
HttpResponse LongpollResponse(std::string body);
// Returns a response without a body, which pages of all origins may read (CORS).
HttpResponse EmptyLongpollResponse(int status);

}  // namespace lossy::edge
