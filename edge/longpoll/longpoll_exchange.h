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

// One long-poll request, shared by the client's connection and the session that answers it on
// another thread, or the forwarder that asks another edge. Answer, AnswerDead and Confirm may be
// called on any thread; the rest belongs to the connection's thread.
class LongpollExchange final : public Poller,
                               public std::enable_shared_from_this<LongpollExchange>,
                               private base::LiveObject<"LongpollExchange"> {
 public:
  // Makes the response if the session does not exist. Called on the connection's thread.
  using OnDead = absl::AnyInvocable<HttpResponse()>;
  // The last call, on the connection's thread. `answered` is false if the client disconnected
  // before.
  using OnOver = absl::AnyInvocable<void(bool answered, bool delivered)>;

  // `home` runs tasks on the connection's thread and must outlive it.
  LongpollExchange(Responder& responder, Executor& home, const HttpFraming& framing,
                   OnDead on_dead);

  // Sets the body with which to answer when the edge drains and no answer was given before.
  void set_drained(std::string body) { drained_ = std::move(body); }

  // Returns the pending response for the connection to own. To be called once, before Answer.
  std::unique_ptr<PendingResponse> Pend(OnOver on_over);

  void Answer(std::string body) override;
  // Answers at once. Returns false if the request was answered before, or has ended.
  bool AnswerNow(std::string body);
  // Answers with OnDead's response: the session does not exist.
  void AnswerDead();
  void Confirm(Executor& executor, absl::AnyInvocable<void(bool delivered)> done) override;

 private:
  class Pending;

  bool Respond(const HttpResponse& response);
  void End(bool delivered);

  // All members belong to the connection's thread.
  Responder* responder_;  // nullptr: the request has ended.
  Executor& home_;
  const HttpFraming framing_;
  OnDead on_dead_;
  OnOver on_over_;
  std::string drained_;  // Empty: wait for the session's answer.
  bool answered_ = false;
  bool delivered_ = false;  // Set at the request's end.
};

// Returns a response of JSON that pages of all origins may read.
HttpResponse LongpollResponse(std::string body);
// Returns a response without a body that pages of all origins may read.
HttpResponse EmptyLongpollResponse(int status);

}  // namespace lossy::edge
