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

// One request of a client, between its connection and whoever answers it on another thread or
// another edge. Thread-safe where nothing else is said.
class LongpollExchange final : public Poller,
                       public std::enable_shared_from_this<LongpollExchange>,
                       private base::LiveObject<"LongpollExchange"> {
 public:
  // What to answer when the session that was asked for is gone. On the connection's thread.
  using OnDead = absl::AnyInvocable<HttpResponse()>;
  // The last call, on the connection's thread. Not `answered`: the client left before.
  using OnOver = absl::AnyInvocable<void(bool answered, bool delivered)>;

  // `home` runs tasks on the connection's thread and must outlive it.
  LongpollExchange(Responder& responder, Executor& home, const HttpFraming& framing, OnDead on_dead);

  // What to answer, if nothing else was, when the edge restarts. On the connection's thread.
  void set_drained(std::string body) { drained_ = std::move(body); }

  // For the connection to keep. On its thread, once, before anything else.
  std::unique_ptr<PendingResponse> Pend(OnOver on_over);

  void Answer(std::string body) override;
  // The same on the connection's thread, at once. False: it came too late.
  bool AnswerNow(std::string body);
  // There is no such session.
  void AnswerDead();
  void Confirm(Executor& executor, absl::AnyInvocable<void(bool delivered)> done) override;

 private:
  class Pending;

  bool Respond(const HttpResponse& response);
  void End(bool delivered);

  // All of it belongs to the connection's thread.
  Responder* responder_;  // nullptr: over.
  Executor& home_;
  const HttpFraming framing_;
  OnDead on_dead_;
  OnOver on_over_;
  std::string drained_;  // Empty: nothing.
  bool answered_ = false;
  bool delivered_ = false;  // When it is over.
};

// A long-poll answer as browsers expect it: JSON that any page may read.
HttpResponse LongpollResponse(std::string body);

}  // namespace lossy::edge
