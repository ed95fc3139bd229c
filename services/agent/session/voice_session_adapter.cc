#include "services/agent/session/voice_session_adapter.h"

#include <algorithm>
#include <utility>

#include "base/error/error.h"
#include "services/agent/session/voice_push.h"

namespace lossy::agent {
namespace {

// Notes may be made by another replica, so they are counted, and only while some may come.
constexpr absl::Duration kCountEvery = absl::Seconds(1);
constexpr absl::Duration kCountFor = absl::Seconds(60);

}  // namespace

VoiceSessionAdapter::VoiceSessionAdapter(VoiceSession::Options options, const base::Clock& clock,
                                         const std::string& saved, Send send, Save save,
                                         CountNotes count_notes)
    : clock_(clock),
      send_(std::move(send)),
      save_(std::move(save)),
      count_notes_(std::move(count_notes)),
      session_(options, [this](const VoiceEffect& effect) {
        const VoiceReport* report = absl::get_if<VoiceReport>(&effect);
        moved_ |= report != nullptr && report->previous.has_value();
        send_(ToPush(effect));
      }) {
  // What cannot be understood any more is a session that begins.
  if (!saved.empty()) static_cast<void>(session_.Restore(saved, WallAhead()));
  notes_ = count_notes_();
}

void VoiceSessionAdapter::Join(bool has_video, absl::Time now) {
  session_.Join(has_video, now);
  SaveIfMoved();
}

void VoiceSessionAdapter::SetVideo(bool has_video, absl::Time now) {
  session_.SetVideo(has_video, now);
  SaveIfMoved();
}

absl::Status VoiceSessionAdapter::Take(const v1::VoiceEvent& event, absl::Time now) {
  absl::optional<std::int64_t> sequence;
  if (event.has_sequence()) sequence = event.sequence();
  absl::Status taken = session_.Take(event.type(), event.data(), sequence, now);
  SaveIfMoved();
  return taken;
}

absl::Status VoiceSessionAdapter::Reconcile(const v1::ReconcileEvents& request, absl::Time now,
                                            v1::Reconciled* response) {
  if (!request.has_last_sequence()) return base::InvalidArgument("last_sequence", "is required");
  absl::StatusOr<VoiceReconciled> reconciled = session_.Reconcile(request.last_sequence(), now);
  SaveIfMoved();
  if (!reconciled.ok()) return reconciled.status();
  response->set_gap(reconciled->gap);
  response->set_status(std::string(VoiceStateName(reconciled->state)));
  return absl::OkStatus();
}

void VoiceSessionAdapter::ExpectNotes(absl::Time now) {
  count_until_ = now + kCountFor;
  count_at_ = std::min(count_at_, now + kCountEvery);
}

absl::Time VoiceSessionAdapter::Due() const { return std::min(session_.NextDeadline(), count_at_); }

void VoiceSessionAdapter::Tick(absl::Time now) {
  session_.Tick(now);
  if (now >= count_at_) {
    const int before = std::exchange(notes_, count_notes_());
    for (int i = before; i < notes_; ++i) session_.NoteCreated(now);
    count_at_ = now < count_until_ ? now + kCountEvery : absl::InfiniteFuture();
  }
  SaveIfMoved();
}

void VoiceSessionAdapter::SaveIfMoved() {
  if (std::exchange(moved_, false)) save_(session_.Save(WallAhead()));
}

}  // namespace lossy::agent
