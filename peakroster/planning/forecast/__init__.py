"""From the shop to the forecast table: series of each queue, events, adjustments, hours already known."""
