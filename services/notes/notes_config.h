#pragma once

#include <string>

#include "absl/time/time.h"
#include "services/notes/revisions.h"
#include "services/shared/video_access/caching_video_access.h"

namespace lossy::notes {

// The settings of the notes process beside those of base and services/shared.
struct NotesConfig {
  // Addresses of gRPC services, each possibly several, comma-separated.
  std::string video;
  std::string agent;
  // The time limit of a call of the video service.
  absl::Duration video_call;
  services::CachingVideoAccess::Options owned_videos;
  Revisions::Limits limits;
};

// Returns the configuration of the command line, whose ranges are checked.
NotesConfig NotesConfigFromFlags();

}  // namespace lossy::notes
