#include "edge/longpoll/longpoll_dispatcher.h"

#include <algorithm>
#include <utility>

#include "base/time/clock.h"
#include "edge/longpoll/poll_body.h"
#include "edge/longpoll/post_body.h"
#include "edge/longpoll/sessions.h"

namespace lossy::edge {
namespace {

// The longest delay of the answer to a post, for a client that exceeds a rate. Stock clients time
// out later.
constexpr absl::Duration kLongestPause = absl::Seconds(5);

}  // namespace

LongpollDispatcher::LongpollDispatcher(const LongpollWorkers& workers, Executor& executor,
                                       Forwarder& forwarder, EdgeMetrics& metrics)
    : longpoll_workers_(workers), executor_(executor), forwarder_(forwarder), metrics_(metrics) {}

HttpHandler::Outcome LongpollDispatcher::Dispatch(const std::string& text,
                                                  const SessionToken& token,
                                                  const SharedRequest& request, OnDead on_dead,
                                                  Responder& responder) {
  const bool here = token.edge == longpoll_workers_.edge;
  const bool forwarded = request->Header(Forwarder::kMarker) != nullptr;
  if (here ? token.worker >= longpoll_workers_.workers.size() : forwarded) {
    HttpHandler::Outcome outcome;
    outcome.response = on_dead().Encode(request->framing());
    outcome.close = !request->keep_alive;
    return outcome;
  }
  auto exchange = std::make_shared<LongpollExchange>(responder, executor_, request->framing(),
                                                     std::move(on_dead));
  if (!here) return Forward(text, token, *request, std::move(exchange), responder);
  return request->method == "GET" ? Poll(token, std::move(exchange))
                                  : Post(token, *request, std::move(exchange));
}

HttpHandler::Outcome LongpollDispatcher::Poll(const SessionToken& token,
                                              std::shared_ptr<LongpollExchange> exchange) {
  const LongpollWorkers::Worker owner = longpoll_workers_.workers[token.worker];
  HttpHandler::Outcome outcome;
  outcome.pending = exchange->Pend([exchange = std::weak_ptr<LongpollExchange>(exchange), owner,
                                    id = token.id](bool answered, bool) {
    if (answered) return;
    owner.executor->Post([sessions = owner.sessions, id, exchange = exchange.lock()] {
      LongpollSession* session = sessions->Find(id);
      if (session != nullptr) session->Cancel(*exchange, base::SteadyNow());
    });
  });
  owner.executor->Post([sessions = owner.sessions, id = token.id, exchange = std::move(exchange)] {
    LongpollSession* session = sessions->Find(id);
    if (session == nullptr) return exchange->AnswerDead();
    session->Poll(exchange, base::SteadyNow());
  });
  return outcome;
}

HttpHandler::Outcome LongpollDispatcher::Post(const SessionToken& token, HttpRequest& request,
                                              std::shared_ptr<LongpollExchange> exchange) {
  const LongpollWorkers::Worker owner = longpoll_workers_.workers[token.worker];
  const std::string* type = request.Header("content-type");
  const std::size_t bytes = request.body.size();
  PostBody body(type == nullptr ? "" : *type, std::move(request.body));
  HttpHandler::Outcome outcome;
  outcome.pending = exchange->Pend(nullptr);
  owner.executor->Post([this, sessions = owner.sessions, id = token.id, bytes,
                        exchange = std::move(exchange), body = std::move(body)]() mutable {
    LongpollSession* session = sessions->Find(id);
    if (session == nullptr) return exchange->AnswerDead();
    const absl::Duration wait = session->Charge(bytes);
    const int status = session->Receive(std::move(body));
    metrics_.longpoll.OnPostAnswered(status);
    if (wait == absl::ZeroDuration()) return exchange->Answer(StatusBody(status));
    metrics_.clients.throttled.Increment();
    sessions->AnswerAt(base::SteadyNow() + std::min(wait, kLongestPause), exchange,
                       StatusBody(status));
  });
  return outcome;
}

HttpHandler::Outcome LongpollDispatcher::Forward(const std::string& text, const SessionToken& token,
                                                 const HttpRequest& request,
                                                 std::shared_ptr<LongpollExchange> exchange,
                                                 Responder& responder) {
  HttpHandler::Outcome outcome;
  // When this edge drains, the session stays. The client's next poll reaches it over another edge.
  if (request.method == "GET") exchange->set_drained(PollBody(204, {}, text));
  HeldBytes held;
  if (!request.body.empty()) held.Bind(responder.account());
  held.Set(request.body.size());
  outcome.pending = exchange->Pend(
      [held = std::move(held), end = forwarder_.Send(token.edge, text, request, exchange)](
          bool answered, bool delivered) mutable {
        held = {};
        end(answered, delivered);
      });
  return outcome;
}

}  // namespace lossy::edge
