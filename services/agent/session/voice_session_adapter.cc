#include "services/agent/session/voice_session_adapter.h"

#include <algorithm>
#include <utility>

#include "base/error/error.h"
#include "services/agent/session/voice_push.h"

namespace lossy::agent {
namespace {

// Another replica may make the notes, so the adapter polls the store while it expects some.
constexpr absl::Duration kCountEvery = absl::Seconds(1);
constexpr absl::Duration kCountFor = absl::Seconds(60);

}  // namespace

VoiceSessionAdapter::VoiceSessionAdapter(SessionRecord record, const base::Clock& clock,
                                         const std::string& saved, Send send,
                                         VoiceSession::Options options)
    : record_(std::move(record)),
      clock_(clock),
      send_(std::move(send)),
      session_(options, [this](const VoiceEffect& effect) {
        const VoiceReport* report = absl::get_if<VoiceReport>(&effect);
        moved_ |= report != nullptr && report->previous.has_value();
        send_(ToPush(effect));
      }) {
  // A state that cannot be decoded starts a new voice session.
  if (!saved.empty()) static_cast<void>(session_.Restore(saved, WallAhead()));
  notes_ = CountNotes();
}

void VoiceSessionAdapter::Join(bool has_video) {
  session_.Join(has_video, clock_.Steady());
  SaveIfMoved();
}

void VoiceSessionAdapter::SetVideo(bool has_video) {
  session_.SetVideo(has_video, clock_.Steady());
  SaveIfMoved();
}

absl::Status VoiceSessionAdapter::Take(const v1::VoiceEvent& event) {
  absl::optional<std::int64_t> sequence;
  if (event.has_sequence()) sequence = event.sequence();
  absl::Status taken = session_.Take(event.type(), event.data(), sequence, clock_.Steady());
  SaveIfMoved();
  return taken;
}

absl::Status VoiceSessionAdapter::Reconcile(const v1::ReconcileEvents& request,
                                            v1::Reconciled* response) {
  if (!request.has_last_sequence()) return base::InvalidArgument("last_sequence", "is required");
  absl::StatusOr<VoiceReconciled> reconciled =
      session_.Reconcile(request.last_sequence(), clock_.Steady());
  SaveIfMoved();
  if (!reconciled.ok()) return reconciled.status();
  response->set_gap(reconciled->gap);
  response->set_status(std::string(VoiceStateName(reconciled->state)));
  return absl::OkStatus();
}

void VoiceSessionAdapter::ExpectNotes() {
  const absl::Time now = clock_.Steady();
  count_until_ = now + kCountFor;
  count_at_ = std::min(count_at_, now + kCountEvery);
}

absl::Time VoiceSessionAdapter::Due() const { return std::min(session_.NextDeadline(), count_at_); }

void VoiceSessionAdapter::Tick() {
  const absl::Time now = clock_.Steady();
  session_.Tick(now);
  if (now >= count_at_) {
    const int before = std::exchange(notes_, CountNotes());
    for (int i = before; i < notes_; ++i) session_.NoteCreated(now);
    count_at_ = now < count_until_ ? now + kCountEvery : absl::InfiniteFuture();
  }
  SaveIfMoved();
}

// If the store fails, a later join starts from an older state.
void VoiceSessionAdapter::Save() { record_.SetVoice(session_.Save(WallAhead())).IgnoreError(); }

void VoiceSessionAdapter::SaveIfMoved() {
  if (std::exchange(moved_, false)) Save();
}

int VoiceSessionAdapter::CountNotes() const { return record_.CountNotes().value_or(0); }

}  // namespace lossy::agent
