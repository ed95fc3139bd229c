#pragma once

#include "edge/site/site_files.h"

namespace lossy::edge {

// Reads the directory of --site, with the other origins of --site_frames and --site_connects. The
// site has no file without --site. Refuses the start (base/log/refuse_start.h) if the directory
// cannot be served or an origin is invalid.
SiteFiles SiteFromFlags();

}  // namespace lossy::edge
