"""Money: what a line costs, what it brings, where it breaks even, and what to measure next."""

from andon.ledger.accounts import Account, CostCentre
from andon.ledger.book import book, book_quantities
from andon.ledger.break_even import BreakEvenMap, break_even, break_even_map, price_map, success_map
from andon.ledger.cash_flow import (
    capital_recovery_factor,
    discounted_payback_yr,
    internal_rates,
    irr,
    learned_cost,
    npv,
    simple_payback_yr,
)
from andon.ledger.cost_model import Attempts, CostModel, attempts_of, cost_model
from andon.ledger.entry import BalanceAssertion, Books, Entry, Posting
from andon.ledger.exchange import ExchangeRate, ExchangeRates
from andon.ledger.figures import FigureCheck, check_figures
from andon.ledger.ledger import Investment, Ledger
from andon.ledger.measurement import (
    EventMeasurement,
    MeanMeasurement,
    RateMeasurement,
    measurement_from_verdict,
)
from andon.ledger.money import Money, format_money, measured, money, split
from andon.ledger.presets import Preset, preset, preset_names, read_preset
from andon.ledger.price_file import PriceFile, read_price_file
from andon.ledger.prices import Price, PriceList, Spread, published_prices
from andon.ledger.proposal import Proposal, Question, propose, write_requests
from andon.ledger.quantities import Quantities, measure
from andon.ledger.results import UncertainResult, uncertain_results
from andon.ledger.statement import statement, uncertain_statement
from andon.ledger.subsidy import Subsidy, published_subsidies
from andon.ledger.terms import Terms
from andon.ledger.uncertainty import Correlation, Inputs, sample, sobol, spread_of, tornado
from andon.ledger.waiting import PriceCourse, Waiting, value_of_waiting

__all__ = [
    "Account",
    "Attempts",
    "BalanceAssertion",
    "Books",
    "BreakEvenMap",
    "Correlation",
    "CostCentre",
    "CostModel",
    "Entry",
    "EventMeasurement",
    "ExchangeRate",
    "ExchangeRates",
    "FigureCheck",
    "Inputs",
    "Investment",
    "Ledger",
    "MeanMeasurement",
    "Money",
    "Posting",
    "Preset",
    "Price",
    "PriceCourse",
    "PriceFile",
    "PriceList",
    "Proposal",
    "Quantities",
    "Question",
    "RateMeasurement",
    "Spread",
    "Subsidy",
    "Terms",
    "UncertainResult",
    "Waiting",
    "attempts_of",
    "book",
    "book_quantities",
    "break_even",
    "break_even_map",
    "capital_recovery_factor",
    "check_figures",
    "cost_model",
    "discounted_payback_yr",
    "format_money",
    "internal_rates",
    "irr",
    "learned_cost",
    "measure",
    "measured",
    "measurement_from_verdict",
    "money",
    "npv",
    "preset",
    "preset_names",
    "price_map",
    "propose",
    "published_prices",
    "published_subsidies",
    "read_preset",
    "read_price_file",
    "sample",
    "simple_payback_yr",
    "sobol",
    "split",
    "spread_of",
    "statement",
    "success_map",
    "tornado",
    "uncertain_results",
    "uncertain_statement",
    "value_of_waiting",
    "write_requests",
]
