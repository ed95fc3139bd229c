#include "services/notes/deleted_notes_sweep.h"

#include "services/notes/deletion.h"

namespace lossy::notes {
namespace {

constexpr int kPortion = 50;
constexpr absl::Duration kPause = absl::Hours(1);
constexpr absl::Duration kPauseAfterFailure = absl::Minutes(1);
constexpr absl::Duration kPauseBetweenPortions = absl::Milliseconds(20);

}  // namespace

DeletedNotesSweep::DeletedNotesSweep(base::pg::Pool& pool)
    : pool_(pool), thread_([this] { Loop(); }) {}

DeletedNotesSweep::~DeletedNotesSweep() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void DeletedNotesSweep::Loop() {
  // The schema comes first.
  for (absl::Duration pause = kPauseAfterFailure; Pause(pause);) {
    pause = Sweep().ok() ? kPause : kPauseAfterFailure;
  }
}

absl::Status DeletedNotesSweep::Sweep() {
  for (;;) {
    absl::StatusOr<int> emptied = 0;
    const absl::Status done = pool_.Transaction([&](base::pg::Transaction& transaction) {
      emptied = EmptyDeletedNotes(transaction, kPortion);
      return emptied.status();
    });
    if (!done.ok()) return done;
    if (*emptied == 0) return absl::OkStatus();
    if (!Pause(kPauseBetweenPortions)) return absl::OkStatus();
  }
}

bool DeletedNotesSweep::Pause(absl::Duration duration) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, absl::ToChronoMicroseconds(duration), [this] { return stop_; });
  return !stop_;
}

}  // namespace lossy::notes
