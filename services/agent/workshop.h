#pragma once

#include <functional>

#include "base/time/clock.h"
#include "prometheus/registry.h"
#include "services/agent/models.h"
#include "services/agent/work/bounded_writer.h"
#include "services/agent/work/budget.h"
#include "services/agent/work/dispatcher.h"
#include "services/agent/work/hearing_stage.h"
#include "services/agent/work/improving_stage.h"
#include "services/agent/work/note_keeper.h"
#include "services/agent/work/noting_stage.h"
#include "services/agent/work/standards.h"

namespace lossy::agent {

// Everything that works on the queue of what was said.
class Workshop {
 public:
  struct Options {
    Dispatcher::Options hearing{.threads = 2};
    Dispatcher::Options noting{.threads = 32};
    Dispatcher::Options overdue{.threads = 2, .poll = absl::Seconds(1)};
    Dispatcher::Options improving{.threads = 4, .poll = absl::Seconds(1)};
    HearingStage::Options hear;
    NotingStage::Options note;
    ImprovingStage::Options improve;
    // Of a model about one utterance, its improvement included.
    int max_answers = 3;
  };

  // All must outlive it. `on_queued` is called after a commit that queued events.
  Workshop(TranscriptStore& transcripts, Models& models, NoteKeeper& keeper, Standards& standards,
           Budget& budget, std::function<void()> on_queued, Options options,
           prometheus::Registry& registry);

  // There are new words, or new recordings. Thread-safe, do not block.
  void WakeNoting() { noting_.Wake(); }
  void WakeHearing() { hearing_.Wake(); }

 private:
  WorkMetrics metrics_;
  Desk desk_;
  BoundedWriter writer_;
  NotingStage note_;
  ImprovingStage improve_;
  HearingStage hear_;
  Dispatcher noting_;
  Dispatcher overdue_;
  Dispatcher improving_;
  Dispatcher hearing_;
};

}  // namespace lossy::agent
