#include "edge/channel/push_dispatcher.h"

#include <utility>

#include "base/time/clock.h"
#include "edge/channel/unknown_event.h"

namespace lossy::edge {

PushDispatcher::PushDispatcher(ServiceCaller& services, const ChannelClient& client)
    : client_(client),
      calls_(services, client.identity(), client.sender().transport(),
             [&client](const CallLanes::Request& done, const Answer& answer) {
               done.event->metrics.Record(answer.ok(), base::SteadyNow() - done.start);
               client.Reply(done.ref, answer, done.warnings);
             }) {}

void PushDispatcher::Dispatch(ClientPush push, SessionStream* session, PresenceMember* presence) {
  SplitFields(push);
  const ServedChannel& channel = client_.topic().channel();
  const ServedEvent* const event = channel.FindEvent(push.event);
  if (event == nullptr) {
    return client_.Reply(push.ref, UnknownEventAnswer(push.event, *channel.routes));
  }
  if (event->call != nullptr) return Call(*event, push);
  if (event->session != nullptr) return SendToSession(*event, push, *session);
  UpdatePresence(*event, push, *presence);
}

void PushDispatcher::Call(const ServedEvent& event, const ClientPush& push) {
  const absl::Time start = base::SteadyNow();
  ReadPush read = Read(client_.topic().channel(), *event.call->method->request, push);
  if (!read.status.ok()) return RefuseRead(event, push, read);
  CallLanes::Request request{.event = &event,
                             .ref = std::string(push.ref),
                             .message = std::move(read.message),
                             .start = start,
                             .warnings = std::move(read.warnings)};
  client_.topic().Bind(event.call->bindings, &request.message);
  if (!calls_.Start(std::move(request))) client_.Reply(push.ref, TooManyWaiting());
}

void PushDispatcher::SendToSession(const ServedEvent& event, const ClientPush& push,
                                   SessionStream& session) {
  ReadPush read = Read(client_.topic().channel(), *event.session->table, push);
  if (!read.status.ok()) return RefuseRead(event, push, read);
  if (!session.Send(event, push.ref, read.message, std::move(read.warnings))) {
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
