#pragma once

#include <string>

#include "absl/time/time.h"
#include "services/notes/revisions.h"
#include "services/shared/video_access/caching_video_access.h"

namespace lossy::notes {

// The settings of the notes process beside those of base and services/shared.
struct NotesConfig {
  // The addresses of gRPC services, host:port. Each may list several, separated by commas.
  std::string video;
  std::string agent;
  // The time limit of a call of the video service.
  absl::Duration video_call;
  services::CachingVideoAccess::Options owned_videos;
  Revisions::Limits limits;

  // Returns the configuration from the flags. ReadCommandLine must have checked their ranges.
  static NotesConfig FromFlags();
};

}  // namespace lossy::notes
