#include "edge/channel/push_dispatcher.h"

#include <utility>

#include "base/time/clock.h"
#include "edge/channel/frame_span.h"
#include "edge/channel/unknown_event.h"

namespace lossy::edge {
namespace {

// The keys of a push's payload that the edge reads itself.
constexpr absl::string_view kPushOptions[] = {kTraceparentKey};

}  // namespace

PushDispatcher::PushDispatcher(ServiceCaller& services, const ChannelClient& client)
    : client_(client),
      calls_(services, client.owner(), client.sender().transport(),
             [&client](const CallLanes::Request& done, const Answer& answer, absl::Time now) {
               done.event->metrics.Record(answer.ok(), now - done.start);
               client.Reply(done.ref, answer, done.warnings);
               TraceWrite(done.span, client.sender().transport());
             }) {}

void PushDispatcher::Dispatch(ClientPush push, SessionStream* session, PresenceMember* presence) {
  SplitFields(push);
  const ServedChannel& channel = client_.topic().channel();
  const ServedEvent* const event = channel.FindEvent(push.event);
  if (event == nullptr) {
    return client_.Reply(push.ref, UnknownEventAnswer(push.event, *channel.routes));
  }
  base::Span span = StartFrameSpan(event->name, push.binary ? absl::string_view() : push.payload,
                                   client_.owner().trace());
  span.Set("lossy.topic_pattern", channel.route.pattern.text());
  if (event->call != nullptr) return Call(*event, push, std::move(span));
  if (event->session != nullptr) return SendToSession(*event, push, *session, std::move(span));
  UpdatePresence(*event, push, *presence);
  TraceWrite(span, client_.sender().transport());
}

void PushDispatcher::Call(const ServedEvent& event, const ClientPush& push, base::Span span) {
  const absl::Time start = base::SteadyNow();
  ReadPush read = Read(client_.topic().channel(), *event.call->method->request, push, kPushOptions);
  if (!read.status.ok()) return RefuseRead(event, push, read);
  CallLanes::Request request{.event = &event,
                             .ref = std::string(push.ref),
                             .message = std::move(read.message),
                             .start = start,
                             .warnings = std::move(read.warnings),
                             .span = std::move(span)};
  client_.topic().Bind(event.call->bindings, &request.message);
  if (!calls_.Start(std::move(request))) client_.Reply(push.ref, TooManyWaiting());
}

void PushDispatcher::SendToSession(const ServedEvent& event, const ClientPush& push,
                                   SessionStream& session, base::Span span) {
  ReadPush read = Read(client_.topic().channel(), *event.session->table, push, kPushOptions);
  if (!read.status.ok()) return RefuseRead(event, push, read);
  if (!session.Send({.event = &event,
                     .ref = push.ref,
                     .message = read.message,
                     .warnings = std::move(read.warnings),
                     .span = std::move(span)})) {
    client_.Reply(push.ref, TooManyWaiting());
  }
}

void PushDispatcher::UpdatePresence(const ServedEvent& event, const ClientPush& push,
                                    PresenceMember& presence) {
  const absl::Time start = base::SteadyNow();
  const absl::Status status = presence.Update(push);
  event.metrics.Record(status.ok(), base::SteadyNow() - start);
  client_.Reply(push.ref, MakeAnswer(status, /*table=*/nullptr, {}));
}

void PushDispatcher::RefuseRead(const ServedEvent& event, const ClientPush& push,
                                const ReadPush& read) {
  event.metrics.Record(false, absl::ZeroDuration());
  client_.Reply(push.ref, ErrorAnswer(read.status), read.warnings);
}

}  // namespace lossy::edge
